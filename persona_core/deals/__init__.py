"""Deals, the unit of winning; a company's status follows from them."""
