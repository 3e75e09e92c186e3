"""The trading engine: a pure core that decides, a thin shell that carries it out."""
