"""What decides whether a version may go out: pure arithmetic over what others measured."""
