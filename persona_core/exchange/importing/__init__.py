"""Importing: what the user brought becomes a sheet, a mapping, a plan, and rows in one transaction."""
