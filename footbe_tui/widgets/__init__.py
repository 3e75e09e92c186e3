"""Widgets: shapes that know no football."""
