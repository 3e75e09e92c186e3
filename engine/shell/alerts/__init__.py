"""Telling: what the operator must hear."""
