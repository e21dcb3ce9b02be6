"""`python -m search` is the command `onrecord`."""

from search.start import main

main()
