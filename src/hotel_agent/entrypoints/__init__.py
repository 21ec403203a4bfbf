"""The doors: HTTP, worker and command line."""
