"""The reader that needs nothing but itself: rules and data files, no network, no model."""
