"""Style, script and the vendored htmx: read once, named by their digest, kept by browsers for good."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from service.errors import NotFound

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parent / "static"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))")
_WORKER = "worker.js"
_OF_WORKER = {  # it looks after every page, and fetches from nowhere else
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
    "Service-Worker-Allowed": "/",
}


@dataclass(frozen=True, slots=True)
class _Asset:
    content: bytes
    packed: bytes
    digest: str
    media_type: str


def static_url(name: str) -> str:
    """Where a page finds the file; another content has another address."""
    return f"/static/{name}?{_assets()[name].digest}"


@router.get("/static/{name}")
def static(name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
    """One of our own files and no other; packed for whoever can unpack it. Pages are not: they hold secrets."""
    asset = _assets().get(name)
    if asset is None:
        raise NotFound("file", name)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    headers |= _OF_WORKER if name == _WORKER else {}
    if len(asset.packed) < len(asset.content) and _TAKES_GZIP.search(accept_encoding):
        return Response(asset.packed, media_type=asset.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(asset.content, media_type=asset.media_type, headers=headers)


@lru_cache(maxsize=1)
def _assets() -> dict[str, _Asset]:
    return {path.name: _read(path) for path in _FOLDER.iterdir() if path.suffix in _MEDIA_TYPES}


def _read(path: Path) -> _Asset:
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0)
    return _Asset(content, packed, hashlib.sha256(content).hexdigest()[:16], _MEDIA_TYPES[path.suffix])
