"""The public functions `explore` and `export`, and the options that commands share with them."""
