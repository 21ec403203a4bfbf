"""Copies of everything an installation keeps: one sealed file each, from SQLite or PostgreSQL, and back.

What guests sent and the secrets of hotels lie in the database, sealed under `SECRET_KEY`; they are copied as they lie.
"""
