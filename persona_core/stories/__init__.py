"""Scenario stories, marks on them, and what customers have in common."""
