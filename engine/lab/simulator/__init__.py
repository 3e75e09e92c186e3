"""Real engine code on virtual time, beside a pretended venue that fails in every way a venue can."""
