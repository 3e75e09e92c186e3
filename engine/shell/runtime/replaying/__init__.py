"""Looking back: a journal brought to any of its moments, and shown over the same line as a running engine."""
