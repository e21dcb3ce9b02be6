"""`python -m onrecord` is the command `onrecord`."""

from search.commands.start import main

main()
