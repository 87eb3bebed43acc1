"""Taking an import back, also long after it: what was edited since stays, and what others hang on."""
