"""What a foreign decoder takes besides latent points: declared by the user, or found by trying."""
