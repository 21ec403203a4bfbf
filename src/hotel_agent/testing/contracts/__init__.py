"""One class for each port: subclass it, and be told test by test what an adapter still owes."""
