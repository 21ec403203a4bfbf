"""How the tables came about, one step a file in `versions`; `adapters/database/schema.py` takes the steps."""
