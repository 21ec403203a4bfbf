"""What is said: conversations as data, and the one function that decides what happens next."""
