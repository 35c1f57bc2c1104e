"""A folder of this process alone, gone with the object that holds it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path


class PrivateFolder:
    """An empty folder among the system's temporary ones; a killed process leaves it to the system."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="morsel-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
