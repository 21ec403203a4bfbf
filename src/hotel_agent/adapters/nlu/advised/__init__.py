"""The embedded reader with an adviser outside the house, who may know what is meant and decides nothing."""
