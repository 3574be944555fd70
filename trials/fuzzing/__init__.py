"""What is fuzzed: every reader of a file that may be a stranger's, and how its files are spoilt."""
