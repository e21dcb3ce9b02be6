"""The twins of the references in `indexer.analysis`, over the bytes of many texts at once."""
