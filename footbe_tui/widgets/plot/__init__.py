"""Plots out of text: they know shapes and nothing of their meaning. Blocks and signs, never colour alone."""
