"""Style, script and the vendored htmx: read once, named by their digest, kept by browsers for good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from service.errors import NotFound

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parent / "static"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class _Asset:
    content: bytes
    digest: str
    media_type: str


def static_url(name: str) -> str:
    """Where a page finds the file; another content has another address."""
    return f"/static/{name}?{_assets()[name].digest}"


@router.get("/static/{name}")
def static(name: str) -> Response:
    """One of our own files and no other."""
    asset = _assets().get(name)
    if asset is None:
        raise NotFound("file", name)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(asset.content, media_type=asset.media_type, headers=headers)


@lru_cache(maxsize=1)
def _assets() -> dict[str, _Asset]:
    return {path.name: _read(path) for path in _FOLDER.iterdir() if path.suffix in _MEDIA_TYPES}


def _read(path: Path) -> _Asset:
    content = path.read_bytes()
    return _Asset(content, hashlib.sha256(content).hexdigest()[:16], _MEDIA_TYPES[path.suffix])
