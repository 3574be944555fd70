"""What is measured on MNIST's digits, for the columns of the gallery's models of them."""
