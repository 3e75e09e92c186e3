"""Noticing: what is late, silent or broken."""
