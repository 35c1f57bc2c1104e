"""What the commands share: settings read once, faults that an operator can mend printed in one line."""

from __future__ import annotations

import sys
from collections.abc import Callable

from service.errors import OperatorError
from service.observability import set_up_logging
from service.settings import Settings, read_settings

FAULT = 1


def with_settings(work: Callable[[Settings], int]) -> int:
    """The exit status of `work`; 1 with a line on standard error for what an operator can mend."""
    try:
        settings = read_settings()
        set_up_logging(settings.logging)
        return work(settings)
    except OperatorError as fault:
        print(f"morsel: {fault}", file=sys.stderr)
        return FAULT
