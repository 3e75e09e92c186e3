"""Counts: margins, goal matrices, hazards, posteriors, stakes and scores. Knows no sport, keeps no state."""
