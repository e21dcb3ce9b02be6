"""A saved web page: what it states about itself, and the text of its article."""
