"""The imperative shell: it fetches, asks the one pure function, and does what was decided. It knows only ports."""
