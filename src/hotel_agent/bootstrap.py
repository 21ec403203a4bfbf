"""The composition root: a configuration in, a front desk out."""
