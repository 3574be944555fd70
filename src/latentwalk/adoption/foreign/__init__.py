"""What is known about a foreign model: its functions, and what they take and return."""
