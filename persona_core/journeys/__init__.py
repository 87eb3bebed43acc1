"""Journeys: stages, events, the grid of concerns and the funnel: table 3."""
