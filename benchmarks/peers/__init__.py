"""Programs that stand beside the console on the same terminal."""
