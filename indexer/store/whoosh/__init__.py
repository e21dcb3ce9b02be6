"""What only Whoosh's own Searcher needs: readers, matchers, the terms of number fields."""
