"""Groups of what is counted side by side: which goes further, which is faster, and how far that carries."""
