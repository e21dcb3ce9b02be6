"""onrecord side by side with its peers: `python -m bench` (README.md says what is measured, and how)."""
