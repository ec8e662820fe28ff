"""Play the journey on a fresh town: `python -m tests.journey [--screenshots] [--into FOLDER]`.

With ``--screenshots`` also a picture of every page, for phone and screen, in Chinese and English, and those that the
documentation shows are taken anew. Pictures go into ``FOLDER``, else into `journey` under LINLI_DATA_DIR if that is set, else
into a temporary folder; it is printed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.ground import chromium, place
from tests.ground.debian import NotHereError
from tests.journey.pictures import Pictures

KEPT = Path(__file__).resolve().parents[2] / "docs" / "screenshots"


def main() -> int:
    """Play; 0 when every scene went as it should, 2 when there is no browser."""
    words = argparse.ArgumentParser(prog="python -m tests.journey", description=__doc__)
    words.add_argument("--screenshots", action="store_true", help="a picture of every page too")
    words.add_argument("--into", type=Path, metavar="FOLDER", help="where pictures go")
    args = words.parse_args()
    pictures = Pictures(args.into or _folder())
    try:
        os.environ["LINLI_CHROMIUM"] = chromium.provide()
    except NotHereError as reason:
        print(f"NOT RUN  {reason}")
        return 2
    place.prepare()
    with tempfile.TemporaryDirectory(prefix="linli-journey-") as folder:
        _play(Path(folder), pictures, tour=args.screenshots)
    print(f"Pictures: {pictures.folder}")
    return 0


def _folder() -> Path:
    given = os.environ.get("LINLI_DATA_DIR")
    return Path(given).resolve() / "journey" if given else Path(tempfile.mkdtemp(prefix="linli-pictures-"))


def _play(folder: Path, pictures: Pictures, *, tour: bool) -> None:
    # Only now: the site's fixtures need the place that was just prepared.
    from tests.ground.site import running_browser, running_town
    from tests.journey.newcomer import Newcomer
    from tests.journey.story import Story
    from tests.journey.tour import take_all, take_kept

    with running_browser() as browser, running_town(folder) as town:
        started = time.monotonic()
        for story in (Story(town, browser, pictures), Newcomer(town, browser, pictures)):
            for scene in story.play():
                print(f"ok {time.monotonic() - started:5.1f} s  {scene}", flush=True)
            story.close()
        if tour:
            for name in take_all(town, browser, pictures):
                print(f"   {name}", flush=True)
            for file in take_kept(town, browser, KEPT):
                print(f"   {file.relative_to(KEPT.parents[1])}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
