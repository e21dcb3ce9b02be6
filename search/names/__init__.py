"""The other spellings of a name, over the index's own vocabulary."""
