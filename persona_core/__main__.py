"""`python -m persona_core`: the command line."""

from persona_core.cli import main

main()
