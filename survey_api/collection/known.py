"""What a running service knows by heart: who may send, and what is published. Read again after each change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from survey_api.collection.errors import UnknownDevice, UnknownForm, UnknownVersion
from survey_api.security.tokens import matches
from survey_api.store import forms, people, sample
from survey_api.store.forms import VersionHead


@dataclass(frozen=True)
class Known:
    """One reading of the store, replaced as a whole."""

    devices: Mapping[str, str]  # name to digest of its token; revoked devices are not in it
    versions: tuple[VersionHead, ...]  # in order of publication
    simulated: bool
    _by_form: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_form = {head.form_id: frozenset[str]() for head in self.versions}
        for head in self.versions:
            by_form[head.form_id] |= {head.version}
        object.__setattr__(self, "_by_form", by_form)

    @classmethod
    def read(cls, connection: Connection) -> "Known":
        """What the store says now."""
        simulated = bool(sample.facts(connection).get("simulated"))
        return cls(people.device_digests(connection), forms.published(connection), simulated)

    def admit(self, device_id: str, token: str) -> str:
        """The device itself. Raises UnknownDevice, the same for a wrong name, a wrong token and a revoked device."""
        if not matches(token, self.devices.get(device_id)):
            raise UnknownDevice()
        return device_id

    def current(self) -> list[VersionHead]:
        """The version of each questionnaire that tablets should have: the one published last."""
        newest = {head.form_id: head for head in self.versions}
        return sorted(newest.values(), key=lambda head: head.form_id)

    def has_version(self, form_id: str, version: str) -> bool:
        """Whether this very version was published. Raises UnknownForm where no version of the form was."""
        if form_id not in self._by_form:
            raise UnknownForm(form=form_id[:80])
        return version in self._by_form[form_id]

    def file_questions(self, form_id: str, version: str) -> frozenset[str]:
        """Where records of a version name files; of a version that was not published, where any of the form does."""
        of_form = [head for head in self.versions if head.form_id == form_id]
        meant = [head for head in of_form if head.version == version] or of_form
        return frozenset(path for head in meant for path in head.file_questions)

    def require(self, form_id: str, version: str) -> None:
        """Raises UnknownForm, UnknownVersion."""
        if not self.has_version(form_id, version):
            raise UnknownVersion(form=form_id[:80], version=version[:80])
