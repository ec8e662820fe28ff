"""`python -m linli.cli` is the same as `linli`."""

import sys

from linli.cli.command import main

sys.exit(main())
