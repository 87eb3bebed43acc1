"""Who said what when: observations, import batches, external ids, and the change log behind undo."""
