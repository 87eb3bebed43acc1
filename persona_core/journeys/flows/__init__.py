"""Flows: where visits to a stage lead, forward, past a stage, back, round again, or away."""
