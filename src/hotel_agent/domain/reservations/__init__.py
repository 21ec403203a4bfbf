"""What is sold: rooms, rates, quotes and reservations."""
