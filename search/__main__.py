"""`python -m search` is the command `onrecord`."""

from search.cli import main

main()
