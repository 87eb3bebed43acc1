"""Work that outlives a click: imports and the like run beside the pages, with a row that tells how they stand."""
