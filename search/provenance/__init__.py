"""Where words come from: traces of a quotation through an archive, verdicts on a claim."""
