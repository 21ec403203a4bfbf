"""What an adapter's author needs to prove that the adapter keeps its port's promises."""
