"""Exams for readers: any `Nlu` answers the questions of a file, and is marked against what stands in it."""
