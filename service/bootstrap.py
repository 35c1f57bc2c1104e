"""Puts the service together: the only place that chooses adapters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from indexes.embedder import Embedder
from indexes.errors import SnapshotRefused
from indexes.live_indexes import LiveIndexes
from indexes.snapshot import Identity
from indexes.store import SnapshotStore
from service.db.base import TenantId
from service.db.blobs import BlobStore
from service.db.catalogue_views import CatalogueViews
from service.db.changes import Kind
from service.db.contributions import CommunityContributions
from service.db.engines import open_engine
from service.db.failpoints import Failpoints, parse_failpoints
from service.db.generations import Behalf, CallLimits
from service.db.impression_buffer import ImpressionBuffer
from service.db.passage_source import DatabasePassages
from service.db.tenants import Tenant
from service.db.unit_of_work import Database
from service.errors import InvalidSettings
from service.job_queue import JobQueue, open_queue
from service.mail import SmtpMailer
from service.observability import Metrics, log_for
from service.openid import IdentityProviders
from service.outgoing import Outgoing
from service.settings import Database as DatabaseSettings
from service.settings import Mail as MailSettings
from service.settings import MailSecurity, Settings
from service.settings import Model as ModelSettings
from service.workflows.community.narrow_to_visible_threads import narrow_to_visible_threads
from service.workflows.community.relate import Relater
from service.workflows.community.show_found_threads import show_found_threads
from service.workflows.learning.find_passages import FindableKind, Finder
from service.workflows.learning.send_reminder import Reminding
from service.workflows.learning.show_found_micro_modules import show_found_micro_modules
from service.workflows.learning.situate_learner import Recommending

if TYPE_CHECKING:
    from authoring.generative.asking import Engine
    from authoring.generative.generations import Prices
    from authoring.generative.language_model import LanguageModel
    from service.workflows.authoring.draft_micro_modules import Drafting, Pipeline

_log = log_for("indexes")

BUNDLED = "bundled"  # the embedder that ships; it was trained on English


@dataclass
class LanguageModels:
    """The language models of this process, one for each tenant's settings; its breaker lasts as long as the process."""

    settings: ModelSettings
    database: Database
    _open: dict[str, LanguageModel] = field(default_factory=dict, init=False)

    def is_named(self, tenant: TenantId) -> bool:
        """Whether the settings name a model for the tenant."""
        return bool(self.settings.of_tenant(tenant).name)

    def prices(self, tenant: TenantId) -> Prices:
        """What the tenant's model costs; nothing where nobody said."""
        from authoring.generative.generations import Prices

        own = self.settings.of_tenant(tenant)
        return Prices(own.input_price, own.output_price)

    def engine(self, tenant: TenantId, brief: str | None, behalf: Behalf) -> Engine:
        """The generative engine of a tenant that has switched it on. Raises LanguageModelUnavailable, InvalidBrief."""
        from authoring.generative.brief import read_brief
        from authoring.generative.errors import LanguageModelRefused
        from authoring.generative.opening import open_engine
        from service.db.tenant_generations import TenantGenerations

        own = self.settings.of_tenant(tenant)
        with self.database.reading(tenant) as work:
            found = work.tenants.get()
        if not (own.name and found.uses_model):
            raise LanguageModelRefused(own.name or "none", reason="no language model is switched on for this tenant")
        limits = CallLimits(own.concurrency, _budget_micros(found, own), timedelta(seconds=_longest_call_seconds(own)))
        store = TenantGenerations(tenant, behalf, limits, self.database.unit_of_work, self.database.reading)
        return open_engine(self._model(tenant, own), store, brief=read_brief(brief), prices=self.prices(tenant))

    def _model(self, tenant: TenantId, own: ModelSettings) -> LanguageModel:
        shared = tenant if tenant in self.settings.by_tenant else ""  # tenants without their own share the server's
        if shared not in self._open:
            model = open_model(own)
            assert model is not None  # noqa: S101  it has a name
            self._open[shared] = model
        return self._open[shared]


def _budget_micros(tenant: Tenant, own: ModelSettings) -> int | None:
    if tenant.model_budget_micros is not None:
        return tenant.model_budget_micros
    return None if own.monthly_budget is None else round(own.monthly_budget * 1_000_000)


def _longest_call_seconds(own: ModelSettings) -> float:
    """All attempts with the pauses between them, and a minute to write the answer down."""
    return own.attempts * own.deadline_seconds + 90.0


@dataclass(frozen=True)
class Services:
    """What routes, jobs and commands work with; give workflows the parts they ask for."""

    settings: Settings
    database: Database
    blobs: BlobStore
    queue: JobQueue
    embedder: Embedder
    metrics: Metrics
    finder: Finder
    models: LanguageModels
    outgoing: Outgoing
    views: CatalogueViews = field(default_factory=lambda: CatalogueViews(CommunityContributions()))
    impressions: ImpressionBuffer = field(default_factory=ImpressionBuffer)

    @cached_property
    def recommending(self) -> Recommending:
        """What sessions and recommendations need."""
        languages = frozenset({"en"}) if self.settings.embedder.model == BUNDLED else None
        return Recommending(self.database, self.embedder, self.views, self.impressions, languages)

    @cached_property
    def import_files(self) -> BlobStore:
        """Files of imports that wait: apart from documents, because they go when the import is over."""
        return BlobStore(self.settings.storage.directory / "imports", self.database.failpoints)

    @cached_property
    def providers(self) -> IdentityProviders:
        """The identity providers of all tenants, with what this process has read of each."""
        return IdentityProviders(self.outgoing)

    @cached_property
    def reminding(self) -> Reminding:
        """What reminding learners needs."""
        mail = self.settings.mail
        return Reminding(self.database, open_mailer(mail), mail.sender, self.outgoing, self.settings.pages_url)

    @cached_property
    def relater(self) -> Relater:
        """What relating threads, micro-modules and people needs."""
        return Relater(self.finder)

    def close(self) -> None:
        """Write what waits, give connections back."""
        self.impressions.settle(self.database)
        self.database.close()


def callback_url(settings: Settings, base_url: str, tenant: TenantId) -> str:
    """Where the tenant's identity provider sends browsers back to; `base_url` is where this request came in."""
    public = settings.server.public_url or base_url
    return f"{public.rstrip('/')}/sign-in/oidc/{quote(tenant, safe='')}/callback"


def open_services(settings: Settings) -> Services:
    """The services that the settings choose; connects to nothing and loads no model yet."""
    failpoints = parse_failpoints(settings.faults.failpoints)
    queue = open_queue(settings.queue)
    database = open_database(settings.database, queue=queue, failpoints=failpoints)
    embedder, metrics = open_embedder(settings.embedder.model), Metrics()
    return Services(
        settings=settings,
        database=database,
        blobs=BlobStore(settings.storage.directory / "blobs", failpoints),
        queue=queue,
        embedder=embedder,
        metrics=metrics,
        finder=open_finder(settings, database=database, embedder=embedder, metrics=metrics),
        models=LanguageModels(settings.model, database),
        outgoing=Outgoing(allow_private=settings.outgoing.allow_private, seconds=settings.outgoing.seconds),
    )


def open_finder(settings: Settings, *, database: Database, embedder: Embedder, metrics: Metrics) -> Finder:
    """What finds micro-modules, and whatever else can be found; opens no index yet."""

    def tell(identity: Identity, refused: SnapshotRefused) -> None:
        metrics.snapshots_refused.labels(refused.refusal.value).inc()
        _log.error(
            "snapshot.refused", tenant_id=identity.tenant, object_kind=identity.kind, reason=refused.refusal.value
        )

    store = SnapshotStore(settings.storage.directory / "indexes", database.failpoints.reach)
    indexes = LiveIndexes(store, embedder, partial(DatabasePassages, database), tell)
    kinds = {
        Kind.MICRO_MODULE: FindableKind(show_found_micro_modules),
        Kind.THREAD: FindableKind(show_found_threads, narrow_to_visible_threads),
    }
    return Finder(database, indexes, embedder, kinds)


def open_drafting(services: Services, pipeline: Pipeline | None = None) -> Drafting:
    """What the drafting workflow needs; `pipeline` None: authoring's own, imported here: a server never does."""
    from authoring.pipeline import STAGES, run_unit, units
    from service.workflows.authoring.draft_micro_modules import Drafting, Pipeline

    return Drafting(
        unit_of_work=services.database.unit_of_work,
        reading=services.database.reading,
        blobs=services.blobs,
        embedder=services.embedder,
        pipeline=pipeline or Pipeline(STAGES, units, run_unit),
        open_engine=services.models.engine,
    )


def open_model(settings: ModelSettings) -> LanguageModel | None:
    """The language model of the settings; None: they name none. Connects to nothing yet. Raises InvalidSettings."""
    if not settings.name:
        return None
    from authoring.generative.errors import UnknownProvider
    from authoring.generative.language_model import ModelAddress, Strategy
    from authoring.generative.opening import ModelConfig, open_model
    from authoring.generative.patience import Patience

    address = ModelAddress(
        name=settings.name,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        deadline_seconds=settings.deadline_seconds,
        context_tokens=settings.context_tokens,
        first_strategy=Strategy(settings.strategy.value),
    )
    try:
        return open_model(ModelConfig(address, Patience(attempts=settings.attempts)))
    except UnknownProvider as fault:
        message = f"MORSEL_MODEL__NAME: {fault}"
        raise InvalidSettings(message) from None


def open_database(settings: DatabaseSettings, *, queue: JobQueue, failpoints: Failpoints) -> Database:
    """Engines that act as `morsel_app` and `morsel_scheduler`; one engine for both on SQLite."""
    url = settings.url.get_secret_value()
    scheduler_url = settings.scheduler_url.get_secret_value() if settings.scheduler_url else url
    app = open_engine(
        url, role="morsel_app", pool_size=settings.pool_size, busy_timeout_seconds=settings.busy_timeout_seconds
    )
    if app.dialect.name == "sqlite":
        return Database(app, app, failpoints, queue)
    return Database(app, open_engine(scheduler_url, role="morsel_scheduler", pool_size=2), failpoints, queue)


def open_mailer(settings: MailSettings) -> SmtpMailer | None:
    """Whoever takes e-mail; None: the settings name nobody. Connects to nothing yet."""
    if not settings.host:
        return None
    return SmtpMailer(
        settings.host,
        settings.port,
        starts_tls=settings.security is MailSecurity.STARTTLS,
        speaks_tls=settings.security is MailSecurity.TLS,
        user=settings.user,
        password=settings.password.get_secret_value() if settings.password else "",
        seconds=settings.seconds,
    )


def open_embedder(model: str) -> Embedder:
    """The bundled embedder or any other that sentence-transformers can load; loads nothing yet."""
    from indexes.sentence_transformer import bundled_embedder, load_embedder

    return bundled_embedder() if model == BUNDLED else load_embedder(model)
