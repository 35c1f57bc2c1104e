"""Find out who a person is here whom the company's identity provider vouches for."""

from __future__ import annotations

from service.db.learners import LearnerChange, LearnerId
from service.db.principals import Principal, PrincipalKind
from service.db.sign_in_providers import LearnerIs, SignInProvider
from service.db.unit_of_work import UnitOfWork
from service.errors import Refusal, SignInRefused
from service.interchange.learners_csv import email_digest
from service.openid import Claims, Identity

MAX_LEARNER_ID = 200  # characters, as the API takes
_BY_RANK = (PrincipalKind.ADMINISTRATOR, PrincipalKind.AUTHOR, PrincipalKind.REVIEWER)


def admit_person(identity: Identity, provider: SignInProvider, *, work: UnitOfWork) -> Principal:
    """The principal as whom they work here, by their role there, which counts anew each time. Raises SignInRefused.

    A subject stays whom it once was: an address or id that is given to somebody else admits nobody to the earlier
    one's place. What a refused person had by an earlier role is ended all the same: it is for the caller to commit.
    """
    kind = _kind(identity.claims, provider)
    is_learner = kind is PrincipalKind.LEARNER
    known = work.sign_in_providers.identity(identity.issuer, identity.subject, is_learner=is_learner)
    if is_learner:
        _end_earlier_role(identity, work)
    if known is not None:
        principal = work.principals.get(known.principal_id)
    else:
        principal = _learner(identity, provider, work) if is_learner else _member(identity, kind, work)
        if work.sign_in_providers.identity_of(identity.issuer, principal.id) is not None:
            raise SignInRefused(Refusal.TAKEN)
    if not principal.is_active:
        raise SignInRefused(Refusal.INACTIVE)
    if known is None:
        work.sign_in_providers.bind(identity.issuer, identity.subject, principal.id, is_learner=is_learner)
    if principal.kind is not kind:
        principal.kind = kind
        work.audit.add("role_changed", "principal", principal.id, by=principal.id, detail={"kind": kind.value})
    return principal


def _kind(claims: Claims, provider: SignInProvider) -> PrincipalKind:
    """The highest of the roles that the provider tells; a learner who has none."""
    told = claims.get(provider.role_claim) if provider.role_claim is not None else None
    values = told if isinstance(told, list) else [told]
    kinds = {provider.roles.get(value) for value in values if isinstance(value, str)}
    return next((kind for kind in _BY_RANK if kind.value in kinds), PrincipalKind.LEARNER)


def _end_earlier_role(identity: Identity, work: UnitOfWork) -> None:
    """Who lost their role there has it nowhere any more."""
    earlier = work.sign_in_providers.identity(identity.issuer, identity.subject, is_learner=False)
    if earlier is not None:
        work.sign_ins.end_all(earlier.principal_id)


def _member(identity: Identity, kind: PrincipalKind, work: UnitOfWork) -> Principal:
    principal = work.principals.add(kind, _name(identity.claims) or identity.subject[:200])
    work.audit.add("created", "principal", principal.id, by=principal.id, detail={"kind": kind.value})
    return principal


def _learner(identity: Identity, provider: SignInProvider, work: UnitOfWork) -> Principal:
    named = identity.claims.get(provider.learner_claim)
    if not isinstance(named, str) or not named or not named.isprintable():
        raise SignInRefused(Refusal.UNKNOWN_PERSON)
    if provider.learner_is is LearnerIs.LEARNER_ID:
        return _found_or_made(named, LearnerChange(name=_name(identity.claims)), provider, work)
    if identity.claims.get("email_verified") is not True:
        raise SignInRefused(Refusal.UNVERIFIED_EMAIL)
    digest = email_digest(named)
    known = work.learners.with_email(digest)
    if len(known) > 1:
        raise SignInRefused(Refusal.UNKNOWN_PERSON)
    if not known and work.principals.find_learner(identity.subject) is not None:
        raise SignInRefused(Refusal.UNKNOWN_PERSON)  # the company's own id of somebody else, alike by chance
    change = LearnerChange(name=_name(identity.claims), email_digest=digest)
    return _found_or_made(known[0] if known else identity.subject, change, provider, work)


def _found_or_made(learner_id: str, change: LearnerChange, provider: SignInProvider, work: UnitOfWork) -> Principal:
    principal = work.principals.find_learner(learner_id)
    if principal is None:
        if not provider.makes_learners or len(learner_id) > MAX_LEARNER_ID:
            raise SignInRefused(Refusal.UNKNOWN_PERSON)
        made = work.learners.add(LearnerId(learner_id), change)
        principal = work.principals.get(made.principal_id)
        work.audit.add("created", "principal", principal.id, by=principal.id, detail={"kind": "learner"})
    return principal


def _name(claims: Claims) -> str | None:
    """None: not told."""
    name = claims.get("name")
    return name[:200] if isinstance(name, str) and name.strip() and "\0" not in name else None
