"""Every table in one place, for migrations and the drift check."""

from service.db import (
    accounts,
    api_keys,
    approvals,
    audit,
    documents,
    drafts,
    enrolments,
    evidence,
    idempotency,
    impressions,
    jobs,
    knowledge,
    learners,
    micro_modules,
    outbox,
    principals,
    publications,
    responses,
    sign_ins,
    tenants,
)
from service.db.base import Base

AGGREGATES = (
    tenants,
    principals,
    api_keys,
    learners,
    accounts,
    sign_ins,
    documents,
    jobs,
    outbox,
    drafts,
    micro_modules,
    approvals,
    publications,
    responses,
    enrolments,
    evidence,
    knowledge,
    impressions,
    idempotency,
    audit,
)
METADATA = Base.metadata
