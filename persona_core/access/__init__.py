"""Workspaces, and who sees what."""
