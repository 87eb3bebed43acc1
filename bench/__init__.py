"""Benchmarks: peers and limits side by side in one run, reported as ratios."""
