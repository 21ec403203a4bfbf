"""What the house needs of the world, one promise a file. The docstrings are the contracts."""
