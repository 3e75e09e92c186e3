"""Settings: YAML files and flags as one strict tree, and what the core is told to obey.

`read` joins and checks them, `rules` turns them into whole numbers, `home` knows where things lie.
"""
