"""Parts of the company pages."""
