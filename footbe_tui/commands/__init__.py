"""One small file per sub-command; `cli` imports the one that was asked for.

Each has `run(asked) -> int`: the parsed arguments in, an exit code out.
"""
