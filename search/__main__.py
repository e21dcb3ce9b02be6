"""`python -m search` is the command `onrecord`."""

from search.commands.start import main

main()
