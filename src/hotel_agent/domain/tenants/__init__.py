"""Whom we serve: the customers, their properties, their doors, their rules and what they know."""
