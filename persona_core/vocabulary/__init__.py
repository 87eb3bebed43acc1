"""Lists that a workspace edits, positions, tags, and the fields declared once."""
