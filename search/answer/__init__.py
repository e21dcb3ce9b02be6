"""What is made of the documents found: highlights, excerpts, readings, similar articles, the tally of speakers."""
