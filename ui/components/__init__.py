"""Parts of the screen that run in the browser, each with a thin face here."""
