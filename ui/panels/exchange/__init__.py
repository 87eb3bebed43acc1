"""Parts of import and export."""
