"""Remembering: the journal, its tables and its checkpoints."""
