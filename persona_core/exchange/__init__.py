"""Import, export and the shipped examples."""
