"""Freezing a version: everything from one moment of the store, written once, signed, noted in the log."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from questionnaires.frozen import MARGINS, PARAMETERS, SEAL, Seal, digests_of, message_of, seal_of
from questionnaires.problems import Problem, ProblemError
from survey_api.collection.freezing import FrozenAlready, digest_noted, require_new
from survey_api.collection.people import is_name
from survey_api.current import Declared
from survey_api.export import Gathered, gathered, write_gathered
from survey_api.freezing.matters import Matter, matters, standing
from survey_api.homes import Home
from survey_api.reading import read
from survey_api.registering import Order
from survey_api.security.signing import public_key, signer
from survey_api.settings import Settings
from survey_api.store import forms
from survey_api.store.files import to_disk

MADE_BY = "amem freeze"
FOLDER = "frozen"


class NotYet(ProblemError):
    """Something stands open: each problem says what and what to do."""


class NoSuchVersion(ProblemError):
    """No version of this name was frozen in this home."""

    code = "freezing.no_such_version"


class NoName(ProblemError):
    """The version cannot be called so."""

    code = "freezing.no_name"


class OtherKey(ProblemError):
    """A version is whole, but it is not the one that the log tells of, or another key signed it."""

    code = "freezing.other_key"


@dataclass(frozen=True)
class Along:
    """What is frozen beside the tables. ``codelists``: a folder of which the digest of each list is noted."""

    parameters: tuple[Path, ...] = ()
    margins: tuple[Path, ...] = ()
    codelists: Path | None = None

    def files(self) -> dict[str, bytes]:
        """Content by place in the version. Raises OSError."""
        places = {PARAMETERS: self.parameters, MARGINS: self.margins}
        return {f"{place}/{path.name}": path.read_bytes() for place, paths in places.items() for path in paths}

    def digests(self) -> dict[str, str]:
        """The digest of every code list."""
        lists = sorted(self.codelists.glob("*.csv")) if self.codelists else []
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in lists}


@dataclass(frozen=True)
class Frozen:
    """A version that was frozen, and what was counted."""

    folder: Path
    seal: Seal
    matters: tuple[Matter, ...]


def place_of(home: Home, version: str) -> Path:
    """Where a version lies. Raises NoName."""
    if not is_name(version):
        raise NoName(version=version[:80])
    return home.folder / FOLDER / version


def freeze(
    settings: Settings,
    order: Order,
    version: str,
    along: Along,
    *,
    survey: str,
    declared: Declared | None = None,
    despite: str = "",
    open_psus: Callable[[], int] = lambda: 0,
    told: Callable[[tuple[Matter, ...]], None] = lambda _: None,
) -> Frozen:
    """Freeze a version; ``told`` hears first what stands open.

    Raises NoName, FrozenAlready, NotYet where something stands open and no reason is given, and what an export raises.
    """
    folder = place_of(settings.home, version)
    read(settings.database, lambda connection: require_new(connection, version))
    if folder.exists():  # of a home that was made anew around it
        raise FrozenAlready(version=version, by="-", at="-")
    found = gathered(settings, survey=survey, declared=declared, what=f"freeze {version}")
    counted = matters(found, open_psus())
    told(counted)
    open_ = standing(counted)
    if open_ and not despite:
        raise NotYet([Problem("freezing.not_yet", {"version": version, "n": len(open_)})])
    digests = read(settings.database, lambda connection: forms_digests(connection, found))
    facts = {**found.facts, "version": version, "codelists": along.digests(), "questionnaire_digests": digests}
    facts |= {"open": {matter.code: matter.n for matter in open_}} if open_ else {}
    facts |= {"despite": despite} if open_ else {}
    beside = folder.with_name(f".{version}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        write_gathered(beside, replace(found, facts=facts), MADE_BY, along.files())
        seal = _seal(settings.home, version, beside)
        details = {"digest": seal.digest, "open": {matter.code: matter.n for matter in open_}}
        order("note_freeze", {"version": version, **details, "despite": despite if open_ else ""})
        folder.parent.mkdir(exist_ok=True)
        beside.rename(folder)
        to_disk(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Frozen(folder, seal, counted)


def verify(settings: Settings, version: str) -> Seal:
    """Whether a version is as it was frozen here, byte for byte. Raises NoSuchVersion, FrozenBroken, OtherKey."""
    folder = place_of(settings.home, version)
    noted = read(settings.database, lambda connection: digest_noted(connection, version))
    seal = seal_of(folder) if noted is not None else None
    if seal is None:
        raise NoSuchVersion(version=version, folder=str(folder))
    if seal.digest != noted or seal.public_key != public_key(settings.home.audit_key):
        raise OtherKey(version=version)
    return seal


def forms_digests(connection: Connection, found: Gathered) -> Mapping[str, str]:
    """The digest of every questionnaire whose records are in the version."""
    versions: Mapping[str, Iterable[str]] = found.facts.get("questionnaires", {})
    named = ((form, version) for form in sorted(versions) for version in versions[form])
    return {f"{form}/{version}": forms.digest_of(connection, form, version) or "" for form, version in named}


def _seal(home: Home, version: str, folder: Path) -> Seal:
    files = digests_of(folder)
    signature = signer(home.audit_key)(message_of(version, files)).hex()
    seal = Seal(version, files, public_key(home.audit_key), signature)
    (folder / SEAL).write_text(seal.to_json(), encoding="utf-8")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with suppress(OSError):
                path.chmod(0o444)
            with path.open("rb") as file:
                os.fsync(file.fileno())
    return seal
