"""From bytes to documents and back, one format to a file."""
