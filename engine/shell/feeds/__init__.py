"""Listening: foreign facts become observations."""
