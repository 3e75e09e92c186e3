"""Joining: what follows, across the rooms, from one kind of event."""
