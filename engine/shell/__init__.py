"""Doing: async and thin; carries out what the core decided, with no trading rule in it."""
