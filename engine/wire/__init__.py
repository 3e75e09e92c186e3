"""Codes: how records, snapshots and commands look on disk and on the socket."""
