"""Plots out of text: they know shapes and nothing of their meaning. Braille, eighth blocks and signs, never colour alone."""
