"""Weighing: how much a proposal may stake."""
