"""What every adapter that keeps rows stands on: how values turn into rows and back."""
