"""Advice of a model that a hotel trained with Rasa, asked over its HTTP API."""
