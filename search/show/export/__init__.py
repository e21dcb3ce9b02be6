"""Answers for other programs: what a row of each kind has, and the formats that write rows."""
