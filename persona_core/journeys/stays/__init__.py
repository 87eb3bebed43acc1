"""Stays: how long customers are at a stage, and what becomes of those who are still there."""
