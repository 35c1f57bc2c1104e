"""API keys: only a digest is kept, a key names its tenant, an ended key is no key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.api_keys import key_digest, new_key, tenant_of_key
from service.db.base import TenantId
from service.db.unit_of_work import Database
from service.errors import NotFound
from tests.support.database import OTHER_TENANT, TENANT, People, add_tenant


def test_a_key_names_its_tenant_and_holds_256_random_bits() -> None:
    tenant = TenantId("acme_west")
    assert tenant_of_key(new_key(tenant)) == tenant
    assert new_key(tenant) != new_key(tenant)
    assert len(new_key(tenant).rpartition("_")[2]) == 64


@pytest.mark.parametrize("text", ["", "morsel", "morsel_acme", "morsel__" + "0" * 64, "other_acme_" + "0" * 64])
def test_what_is_no_key_names_no_tenant(text: str) -> None:
    assert tenant_of_key(text) is None


def test_a_key_is_found_by_its_digest_in_its_own_tenant_only(database: Database, people: People) -> None:
    add_tenant(database, OTHER_TENANT)
    key = new_key(TENANT)
    with database.unit_of_work(TENANT) as work:
        work.api_keys.add(people.author, key, scopes=["documents:read"])
    with database.reading(TENANT) as work:
        found = work.api_keys.find_by_digest(key_digest(key))
        assert found is not None
        assert (found.principal_id, found.scopes) == (people.author, ["documents:read"])
        assert key not in repr(found)
    with database.reading(OTHER_TENANT) as work:
        assert work.api_keys.find_by_digest(key_digest(key)) is None


def test_a_key_is_valid_until_its_end_or_its_revocation(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        ends = work.now + timedelta(hours=1)
        row = work.api_keys.add(people.author, "a key", scopes=[], expires_at=ends)
        assert row.is_valid(work.now)
        assert not row.is_valid(ends)
        work.api_keys.revoke(row.id)
        assert not row.is_valid(work.now)


def test_revoking_an_unknown_key_says_so(database: Database, people: People) -> None:
    with pytest.raises(NotFound), database.unit_of_work(TENANT) as work:
        work.api_keys.revoke("key_nowhere")
