"""Refusing: what a stake may not do, one rule per class."""
