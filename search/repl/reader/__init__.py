"""Reading at a terminal, on a screen of its own: an article that answers, or a long output.

`sheet` is what is read, `flow` that text at a width, `screenful` what of it is in sight and chosen, `drawing` its
rows; all of these are values that need no terminal. `application` has the terminal and the keys, `opening` makes
sheets.
"""
