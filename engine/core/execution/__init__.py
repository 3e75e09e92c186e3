"""Carrying: an order through its life, a position through its fills."""
