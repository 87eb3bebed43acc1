"""`make bench`, or `python -m bench 1000`."""

import sys

from bench import pages

pages.main(*(int(a) for a in sys.argv[1:]))
