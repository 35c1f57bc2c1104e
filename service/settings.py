"""Settings: environment variables `MORSEL_<GROUP>__<NAME>` and `.env`; the only place where the environment is read.

Every setting has a default and says what it means; `.env.example` lists them all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import InvalidSettings

PREFIX = "MORSEL_"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class QueueKind(StrEnum):
    POLLING = "polling"
    CELERY = "celery"


class LogFormat(StrEnum):
    JSON = "json"
    CONSOLE = "console"


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Database(_Group):
    """Where rows are kept."""

    url: SecretStr = Field(
        SecretStr("sqlite:///var/morsel.sqlite3"),
        description="SQLAlchemy address: sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
    )
    owner_url: SecretStr | None = Field(
        None, description="PostgreSQL login that migrates (may become morsel_owner); unset: the same as url"
    )
    scheduler_url: SecretStr | None = Field(
        None, description="PostgreSQL login that claims jobs (may become morsel_scheduler); unset: the same as url"
    )
    pool_size: int = Field(10, ge=1, description="connections kept open by each process (PostgreSQL)")
    busy_timeout_seconds: float = Field(10.0, gt=0, description="how long a writer waits for another one (SQLite)")


class Storage(_Group):
    """Where uploaded bytes and derived files are kept."""

    directory: Path = Field(Path("var"), description="directory of blobs, snapshots and other files")
    max_upload_bytes: int = Field(200_000_000, ge=1, description="largest document that is accepted")
    max_documents: int = Field(10_000, ge=1, description="documents that one tenant may keep")


class Queue(_Group):
    """How workers hear of work."""

    kind: QueueKind = Field(QueueKind.POLLING, description="polling (no broker) or celery")
    broker_url: SecretStr = Field(
        SecretStr("amqp://guest:guest@127.0.0.1:5672//"), description="broker for Celery: amqp:// or redis://"
    )
    name: str = Field("morsel", description="name of the broker's queue; its dead letters go to NAME.dead")
    poll_seconds: float = Field(0.5, gt=0, description="how often an idle polling worker looks for work")
    broker_timeout_seconds: float = Field(2.0, gt=0, description="how long to wait for the broker to take a message")


class Jobs(_Group):
    """How units of work are claimed."""

    lease_seconds: float = Field(60.0, gt=0, description="how long a claim holds without a sign of life")
    attempts: int = Field(3, ge=1, description="claims of one unit before its job fails")
    retry_seconds: float = Field(10.0, ge=0, description="pause before a unit that met a fault is tried again")
    sweep_seconds: float = Field(15.0, gt=0, description="how often late jobs are looked for and sent again")
    late_seconds: float = Field(30.0, ge=0, description="wait after which a job counts as late")
    time_limit_seconds: float = Field(540.0, gt=0, description="longest run of one unit; under ten minutes")


class Server(_Group):
    """The web server."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0: a free one")
    requests_per_minute: int = Field(
        600,
        ge=1,
        description="requests that one API key or person may make in a minute; each server process counts by itself",
    )
    signed_in_hours: float = Field(168.0, gt=0, description="how long a person stays signed in to the pages")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+/?$",
        description="address under which browsers reach this server, for OpenID Connect and reminders; unset: as a"
        " request names it, and nobody is reminded in production",
    )


class Embedder(_Group):
    """What maps texts to vectors."""

    model: str = Field("bundled", description="bundled (all-MiniLM-L6-v2) or any sentence-transformers name or path")


class Strategy(StrEnum):
    JSON_SCHEMA = "json_schema"
    FUNCTION_CALLING = "function_calling"
    JSON_MODE = "json_mode"
    PLAIN = "plain"


class TenantModel(_Group):
    """What one tenant has in place of the server's own; unset: the server's."""

    name: str = Field(description="openai:MODEL, anthropic:MODEL or ollama:MODEL")
    base_url: str | None = None
    api_key: SecretStr | None = None
    input_price: float = Field(0.0, ge=0)
    output_price: float = Field(0.0, ge=0)


class Model(_Group):
    """The language model of the generative engine; off without a name, and for each tenant until it is switched on."""

    name: str = Field("", description="openai:MODEL, anthropic:MODEL or ollama:MODEL; empty: no language model is used")
    base_url: str | None = Field(
        None, description="address of any server that speaks the provider's protocol; unset: the provider's own"
    )
    api_key: SecretStr | None = Field(None, description="the provider's key; unset: none is sent")
    deadline_seconds: float = Field(120.0, gt=0, description="longest wait for a whole answer")
    attempts: int = Field(3, ge=1, description="calls for one answer before its job waits")
    wait_seconds: float = Field(60.0, gt=0, description="pause before a job that waits for the model tries again")
    concurrency: int = Field(2, ge=1, description="calls that one tenant may have under way")
    context_tokens: int | None = Field(None, ge=1024, description="context of an Ollama model; unset: as a call needs")
    strategy: Strategy = Field(
        Strategy.JSON_SCHEMA,
        description="how structure is asked for: json_schema, function_calling, json_mode, plain; lesser ones follow",
    )
    input_price: float = Field(0.0, ge=0, description="price of a million input tokens; 0: not known or free")
    output_price: float = Field(0.0, ge=0, description="price of a million output tokens; 0: not known or free")
    currency: str = Field("EUR", pattern="^[A-Z]{3}$", description="currency of prices and budgets")
    monthly_budget: float | None = Field(
        None, ge=0, description="what a tenant may spend in a calendar month unless it has a budget of its own"
    )
    by_tenant: dict[str, TenantModel] = Field(
        {}, description='tenants with a model of their own, as JSON: {"acme": {"name": "ollama:llama4"}}'
    )

    def of_tenant(self, tenant: str | None) -> Model:
        """The settings that hold for a tenant."""
        own = self.by_tenant.get(tenant) if tenant is not None else None
        return self if own is None else self.model_copy(update=dict(own))


class Outgoing(_Group):
    """Requests to addresses that tenants give: webhooks and record stores."""

    allow_private: bool = Field(
        False, description="also to addresses that are not public, and without TLS; for development and closed networks"
    )
    seconds: float = Field(15.0, gt=0, le=60, description="longest that one delivery may take")
    home_page: str = Field(
        "https://morsel.example",
        pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$",
        description="address that names learners and micro-modules in xAPI statements, where a record store has no own",
    )


class MailSecurity(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Mail(_Group):
    """The server that takes e-mail to learners who want to be reminded; off without a host."""

    host: str = Field("", description="name of the SMTP server; empty: no e-mail is sent, nor offered")
    port: int = Field(587, ge=1, le=65535, description="its port")
    security: MailSecurity = Field(
        MailSecurity.STARTTLS, description="starttls, tls (from the first byte) or none (on this machine only)"
    )
    user: str = Field("", description="name to sign in with; empty: without")
    password: SecretStr | None = Field(None, description="password to sign in with")
    sender: str = Field(
        "morsel@localhost",
        pattern=r"^[^@\s<>,;\"]+@[A-Za-z0-9.-]+$",
        max_length=254,
        description="address that e-mail comes from",
    )
    seconds: float = Field(15.0, gt=0, le=60, description="longest wait for the server")


class Mcp(_Group):
    """Assistants that start `morsel mcp` themselves."""

    key: SecretStr | None = Field(None, description="the learner's own key for `morsel mcp`; the web server needs none")


class Logging(_Group):
    """What is said about running."""

    level: str = Field("info", pattern="^(debug|info|warning|error)$", description="debug, info, warning or error")
    format: LogFormat = Field(LogFormat.JSON, description="json (a line an event) or console")


class Faults(_Group):
    """Planned faults, for tests of reliability only."""

    failpoints: str = Field(
        "", description="PLACE=ACTION[@N], separated by commas; refused when MORSEL_ENVIRONMENT=production"
    )


class Settings(BaseSettings):
    """All settings, by group; immutable once read."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        env_file_encoding="utf-8",
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    environment: Environment = Field(Environment.DEVELOPMENT, description="development or production")
    database: Database = Database()
    storage: Storage = Storage()
    queue: Queue = Queue()
    jobs: Jobs = Jobs()
    server: Server = Server()
    embedder: Embedder = Embedder()
    model: Model = Model()
    outgoing: Outgoing = Outgoing()
    mail: Mail = Mail()
    mcp: Mcp = Mcp()
    logging: Logging = Logging()
    faults: Faults = Faults()

    @property
    def pages_url(self) -> str | None:
        """Where people open the pages, without a slash at its end; None: nobody said, and it cannot be guessed."""
        if self.server.public_url is not None:
            return self.server.public_url.rstrip("/")
        if self.environment is Environment.PRODUCTION:
            return None
        return f"http://{self.server.host}:{self.server.port}"

    @model_validator(mode="after")
    def _plan_no_faults_in_production(self) -> Settings:
        if self.environment is Environment.PRODUCTION and self.faults.failpoints:
            message = "MORSEL_FAULTS__FAILPOINTS is refused when MORSEL_ENVIRONMENT=production"
            raise ValueError(message)
        return self


def read_settings(*, env_file: Path | None = Path(".env")) -> Settings:
    """This process's settings; `env_file` None: the environment alone. Raises InvalidSettings, naming all faults."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as fault:
        lines = [f"{_variable(error['loc'])}: {error['msg']}" for error in fault.errors()]
        raise InvalidSettings("; ".join(lines)) from None


def example() -> str:
    """The text of `.env.example`: every setting with its default and meaning."""
    lines = [
        "# Every setting with its default. Copy to .env, or set as environment variables.",
        "",
        *_entry(("environment",), Settings.model_fields["environment"]),
    ]
    for name, group in _groups():
        lines += ["", f"# {group.__doc__}"]
        for field_name, field in group.model_fields.items():
            lines += _entry((name, field_name), field)
    return "\n".join(lines) + "\n"


def environment_without_settings() -> dict[str, str]:
    """This process's environment less Morsel's settings: what a child with settings of its own starts from."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def _groups() -> Iterator[tuple[str, type[_Group]]]:
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, _Group):
            yield name, field.annotation


def _entry(path: tuple[str, ...], field: FieldInfo) -> list[str]:
    default = field.default
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    return [f"# {field.description}", f"# {_variable(path)}={'' if default is None else default}"]


def _variable(location: tuple[str | int, ...]) -> str:
    return PREFIX + "__".join(str(part).upper() for part in location)


if __name__ == "__main__":
    Path(".env.example").write_text(example(), encoding="utf-8")
