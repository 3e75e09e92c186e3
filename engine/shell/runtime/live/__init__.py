"""The engine on real markets: take, decide, commit, perform, in real time."""
