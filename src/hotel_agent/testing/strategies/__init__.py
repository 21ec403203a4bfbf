"""Hypothesis strategies for the values of the house, for tests of your own."""
