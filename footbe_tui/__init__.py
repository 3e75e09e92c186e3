"""The console: shows what the engine does and asks it for things."""
