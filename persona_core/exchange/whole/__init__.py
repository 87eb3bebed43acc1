"""A workspace as one JSON file, and a new workspace from such a file, equal to the old table by table."""
