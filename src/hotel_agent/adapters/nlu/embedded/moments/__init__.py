"""Moments: every expression of time in a message, whatever it is about, with all its readings."""
