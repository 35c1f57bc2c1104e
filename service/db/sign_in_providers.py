"""A tenant's own identity provider, the sign-ins that people have begun there, and whom its subjects are here."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Json, PrincipalId, Repository, TenantRow, open_set
from service.db.sign_ins import SignIn

ATTEMPT_LASTS = timedelta(minutes=10)  # a second factor takes a while


class LearnerIs(StrEnum):
    """By what a claim names a learner."""

    LEARNER_ID = "learner_id"
    EMAIL = "email"


class SignInProvider(TenantRow, kw_only=True):
    """At most one a tenant. `client_secret` None: a public client. It must be used, so it is kept as it is; no call
    shows it again.

    A learner is whom `learner_claim` names, by what it `learner_is`. `roles` maps values of `role_claim` to kinds of
    principal; None: everybody is a learner. `makes_learners`: so may people become whom nobody knows.
    """

    __tablename__ = "sign_in_providers"

    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[str | None] = mapped_column(default=None, repr=False)
    learner_claim: Mapped[str]
    learner_is: Mapped[LearnerIs] = mapped_column(open_set(LearnerIs))
    role_claim: Mapped[str | None] = mapped_column(default=None)
    roles: Mapped[Json]
    makes_learners: Mapped[bool]
    updated_at: Mapped[datetime]

    def wanted_claims(self) -> frozenset[str]:
        """What must be told of a person."""
        email = {"email_verified"} if self.learner_is is LearnerIs.EMAIL else set()
        return frozenset({self.learner_claim, *email, *([self.role_claim] if self.role_claim else [])})


class SignInAttempt(TenantRow, kw_only=True):
    """One sign-in begun; used once. `digest` is SHA-256 of its state, `browser_digest` of what its browser keeps."""

    __tablename__ = "sign_in_attempts"

    digest: Mapped[str] = mapped_column(primary_key=True)
    browser_digest: Mapped[str]
    nonce: Mapped[str] = mapped_column(repr=False)
    verifier: Mapped[str] = mapped_column(repr=False)
    path: Mapped[str]
    began_at: Mapped[datetime]

    def is_from(self, browser_secret: str) -> bool:
        """Whether this browser began it."""
        return hmac.compare_digest(self.browser_digest, _digest(browser_secret))


class Identity(TenantRow, kw_only=True):
    """A provider's subject is this principal. One person may be two: who learns, and who works as something else."""

    __tablename__ = "identities"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "issuer", "principal_id"),
    )

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    is_learner: Mapped[bool] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    created_at: Mapped[datetime]


class SignInProviders(Repository):
    """The provider of one tenant, and what hangs on it."""

    def find(self) -> SignInProvider | None:
        """None: people sign in with accounts of ours alone."""
        return self._session.get(SignInProvider, (self._tenant,))

    def put(self, wanted: SignInProvider) -> SignInProvider:
        """The provider is this one from now on; sign-ins that were begun at another end."""
        self._session.execute(delete(SignInAttempt).where(SignInAttempt.tenant_id == self._tenant))
        kept = self._session.merge(wanted)
        self._session.flush()
        return kept

    def remove(self) -> None:
        """Nobody signs in there any more, and whoever did is signed out."""
        theirs = select(Identity.principal_id).where(Identity.tenant_id == self._tenant)
        for gone in (
            delete(SignIn).where(SignIn.tenant_id == self._tenant, SignIn.principal_id.in_(theirs)),
            delete(SignInAttempt).where(SignInAttempt.tenant_id == self._tenant),
            delete(SignInProvider).where(SignInProvider.tenant_id == self._tenant),
        ):
            self._session.execute(gone.execution_options(synchronize_session=False))

    def begin(self, *, state: str, browser_secret: str, nonce: str, verifier: str, path: str) -> None:
        """Keep what a sign-in will be known by; those that lasted too long go."""
        over = SignInAttempt.began_at <= self._now - ATTEMPT_LASTS
        self._session.execute(delete(SignInAttempt).where(SignInAttempt.tenant_id == self._tenant, over))
        self._session.add(
            SignInAttempt(
                tenant_id=self._tenant,
                digest=_digest(state),
                browser_digest=_digest(browser_secret),
                nonce=nonce,
                verifier=verifier,
                path=path,
                began_at=self._now,
            )
        )
        self._session.flush()

    def take(self, state: str) -> SignInAttempt | None:
        """The sign-in that was begun with it, once; None: none was, it is over, or it was taken."""
        taken = (
            delete(SignInAttempt)
            .where(SignInAttempt.tenant_id == self._tenant, SignInAttempt.digest == _digest(state))
            .returning(SignInAttempt)
            .execution_options(synchronize_session=False)
        )
        found = self._session.scalar(taken)
        return found if found is not None and found.began_at > self._now - ATTEMPT_LASTS else None

    def identity(self, issuer: str, subject: str, *, is_learner: bool) -> Identity | None:
        """Whom the subject is here; None: nobody yet."""
        return self._session.get(Identity, (self._tenant, issuer, subject, is_learner))

    def identity_of(self, issuer: str, principal_id: PrincipalId) -> Identity | None:
        """The subject that the principal is there; None: none that is known."""
        return self._session.scalar(
            select(Identity).where(
                Identity.tenant_id == self._tenant, Identity.issuer == issuer, Identity.principal_id == principal_id
            )
        )

    def bind(self, issuer: str, subject: str, principal_id: PrincipalId, *, is_learner: bool) -> None:
        """The subject is this principal from now on."""
        self._session.add(
            Identity(
                tenant_id=self._tenant,
                issuer=issuer,
                subject=subject,
                is_learner=is_learner,
                principal_id=principal_id,
                created_at=self._now,
            )
        )
        self._session.flush()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
