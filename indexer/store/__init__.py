"""The columnar index: segments of immutable columns, a manifest, one writer at a time."""
