"""Cuts: what became of customers of one kind against the others, honestly compared."""
