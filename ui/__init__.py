"""Everything of the screens that pages share."""
