"""The processes of a build: a pool, what a worker does, and how articles reach it."""
