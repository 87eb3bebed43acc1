"""Parts that two pages share, or that a page outgrew."""
