"""What all tables share: naming of constraints, UTC times, closed sets, identifiers."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import JSON, DateTime, Dialect, Enum, ForeignKey, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column
from sqlalchemy.types import TypeDecorator

TenantId = NewType("TenantId", str)
PrincipalId = NewType("PrincipalId", str)
DocumentId = NewType("DocumentId", str)
VersionId = NewType("VersionId", str)
JobId = NewType("JobId", str)
MicroModuleId = NewType("MicroModuleId", str)
ItemId = NewType("ItemId", str)
ConflictId = NewType("ConflictId", str)
ThreadId = NewType("ThreadId", str)
PostId = NewType("PostId", str)
PollId = NewType("PollId", str)
WebhookId = NewType("WebhookId", str)
DeliveryId = NewType("DeliveryId", str)
GenerationId = NewType("GenerationId", str)
_IDS: tuple[object, ...] = (
    *(TenantId, PrincipalId, DocumentId, VersionId, JobId, MicroModuleId, ItemId),
    *(ConflictId, ThreadId, PostId, PollId, GenerationId, WebhookId, DeliveryId),
)

Json = dict[str, object]
"""A JSON object; its values are JSON values."""

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite, which knows no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value!r} has no time zone"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  the driver's signature
    ) -> datetime | None:
        """Puts UTC on what the database gave."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Every table; constructors take keywords only."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {  # noqa: RUF012  read by SQLAlchemy
        datetime: UtcDateTime(),
        Json: JSON(none_as_null=True),
        list[str]: JSON(),
        bytes: LargeBinary(),
        **{kind: String() for kind in _IDS},
    }


class TenantRow(Base, kw_only=True):
    """A row that belongs to one tenant."""

    __abstract__ = True

    tenant_id: Mapped[TenantId] = mapped_column(ForeignKey("tenants.id"), primary_key=True, sort_order=-1)


def closed_set(values: type[StrEnum], name: str) -> Enum:
    """A text column that holds only the values of the enumeration."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def open_set(values: type[StrEnum]) -> Enum:
    """A text column that holds values of an enumeration that grows: a new one needs no migration."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Repository:
    """Queries of one aggregate for one tenant; cannot be built without a tenant."""

    def __init__(self, session: Session, tenant: TenantId, *, now: datetime) -> None:
        if not tenant:
            message = "a repository needs a tenant"
            raise ValueError(message)
        self._session = session
        self._tenant = tenant
        self._now = now


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, as in ULID
_RANDOM_BITS = 80
_last = 0
_lock = threading.Lock()


def new_id(prefix: str) -> str:
    """`prefix_` and 26 characters: milliseconds since 1970, then chance; ids of one process sort by age."""
    global _last  # noqa: PLW0603  the one place where ids of the same millisecond are kept in order
    with _lock:
        fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS - 1)
        same_millisecond = fresh >> _RANDOM_BITS <= _last >> _RANDOM_BITS
        _last = _last + 1 + secrets.randbits(40) if same_millisecond else fresh
        number = _last
    return f"{prefix}_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def content_digest(content: Json) -> str:
    """SHA-256, hexadecimal, of the content written in one canonical way: key order does not matter."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
