"""From files to an index: readers, quotations, analysis, schema, store, build."""
