"""Rules written in Python, one to a file."""
