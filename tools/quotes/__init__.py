"""What makes the shipped weights of `indexer.quotes`; not installed."""
