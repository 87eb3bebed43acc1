"""Tools that know no business: configuration, database, clock, errors, words, figures, sheets."""
