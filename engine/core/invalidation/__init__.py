"""Withdrawing: when a position no longer stands on its reason."""
