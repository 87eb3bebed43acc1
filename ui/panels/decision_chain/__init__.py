"""Parts of the decision chain page."""
