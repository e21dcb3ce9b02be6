"""Plain text to an article: what it states of itself, its body, and what is no part of it."""
