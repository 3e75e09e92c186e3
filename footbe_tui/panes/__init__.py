"""Panes: one file each, each drawing one slice of the snapshot."""
