"""How large the seeded campaigns are: the environment variable PARKEVAL_CAMPAIGN is a factor on
their usual size. What was run whole, and when: docs/reliability.md."""

from __future__ import annotations

import os

FACTOR = int(os.environ.get("PARKEVAL_CAMPAIGN") or 1)


def times(usual: int) -> int:
    """The size of a campaign that is `usual` in the usual run."""
    return usual * FACTOR
