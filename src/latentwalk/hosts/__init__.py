"""The local server, the exported page, the notebook widget and the window."""
