"""Where words come from: copies of one text, traces of a quotation, verdicts on a claim, answers in time."""
