"""Screens: which panes stand together."""
