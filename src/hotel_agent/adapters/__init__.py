"""The world's side of each port. Families are strangers to one another."""
