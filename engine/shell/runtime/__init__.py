"""Running: take, decide, commit, perform."""
