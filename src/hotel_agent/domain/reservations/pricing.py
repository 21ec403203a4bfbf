"""How a hotel without a PMS of its own prices a stay: nights, seasons, weekdays, occupancy, taxes and fees."""
