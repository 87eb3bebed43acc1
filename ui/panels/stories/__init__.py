"""Parts of the stories page."""
