"""Companies and people: table 1 of a persona."""
