"""A world that gives trouble: wrappers around real adapters that are silent, slow, late or forgetful."""
