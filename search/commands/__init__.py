"""The commands: a module a verb, each a few lines over `search.api`."""
