"""Which articles print one text: found when a generation is committed, by what their texts share.

`sharing` asks the samples of all segments which articles may share a text, `comparing` reads those and says what
they share, `grouping` makes groups of them, `overlaps` is what is kept of it on disk.
"""
