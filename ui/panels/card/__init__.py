"""Parts of the persona card."""
