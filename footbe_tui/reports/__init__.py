"""A report written: as text, as a page, as JSON and as tables. All four tell the same figures."""
