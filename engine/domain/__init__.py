"""Words: the frozen values every room shares, with no behaviour beyond arithmetic."""
