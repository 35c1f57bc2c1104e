"""The language models of a process: a tenant's own where one is named, else the operator's; off until it is on."""

from __future__ import annotations

import pytest

from authoring.generative.errors import LanguageModelRefused
from service.bootstrap import LanguageModels
from service.db.base import TenantId
from service.db.generations import Behalf
from service.db.unit_of_work import Database
from service.settings import Model, TenantModel
from tests.support.database import OTHER_TENANT, TENANT, People, add_tenant

OWN = TenantModel(name="ollama:own", base_url="http://10.0.0.5:11434")
BEHALF = Behalf("job", 1)


def switch_on(database: Database, tenant: TenantId) -> None:
    with database.unit_of_work(tenant) as work:
        work.tenants.use_model(uses_model=True, budget_micros=None)


@pytest.mark.usefixtures("people")
def test_a_tenant_has_the_model_that_is_named_for_it(database: Database) -> None:
    add_tenant(database, OTHER_TENANT)
    models = LanguageModels(Model(name="openai:shared", input_price=2.0, by_tenant={TENANT: OWN}), database)
    for tenant in (TENANT, OTHER_TENANT):
        switch_on(database, tenant)
    assert models.engine(TENANT, None, BEHALF).model.identity == "ollama:own"
    assert models.engine(OTHER_TENANT, None, BEHALF).model.identity == "openai:shared"
    assert models.engine(TENANT, None, BEHALF).model is models.engine(TENANT, None, BEHALF).model, "its breaker lasts"


def test_a_model_is_off_until_its_tenant_switches_it_on(database: Database, people: People) -> None:
    models = LanguageModels(Model(name="openai:shared"), database)
    assert models.is_named(TENANT)
    with pytest.raises(LanguageModelRefused, match="switched on"):
        models.engine(TENANT, None, BEHALF)
    switch_on(database, TENANT)
    assert models.engine(TENANT, "for porters", BEHALF).brief.goal == "for porters"
    with pytest.raises(LanguageModelRefused):
        LanguageModels(Model(), database).engine(TENANT, None, BEHALF)
