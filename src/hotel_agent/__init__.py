"""A hotel front desk that answers guests, quotes, books, changes and cancels in the hotel's own PMS."""
