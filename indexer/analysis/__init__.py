"""Text to tokens: one tokenizer for indexing, queries and highlighting.

Each module is the reference that says what is meant; `fast` has a twin for those that a build waits for, which gives
the same as arrays.
"""
