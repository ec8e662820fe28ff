"""The command `linli`: the highest floor, so it may call any other."""

from linli.cli.command import main

__all__ = ["main"]
