"""Where words come from and where they go: copies, traces and verdicts, time and sides, receipts."""
