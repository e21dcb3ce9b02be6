"""From a query to an answer: language, engine, snippets, results, commands, prompt."""
