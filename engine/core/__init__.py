"""Deciding: pure; the same records, rules and seed give the same effects, to the byte."""
