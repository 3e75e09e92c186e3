"""Improving: when models drift, are fitted anew and contest their place."""
