"""How things look: at a terminal, as cards, as JSON lines."""
