"""From a query to an answer: language, engine, snippets, results, commands, prompt."""

__version__ = "0.2.0"
