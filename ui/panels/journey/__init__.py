"""Parts of the journey page."""
