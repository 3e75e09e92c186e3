"""Imagining: what orders that were never sent would have come to, by the venue's own rules."""
