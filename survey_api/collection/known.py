"""What a running service knows by heart: who may send, and what is published. Read again after each change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from questionnaires.form import Form
from questionnaires.media import among
from questionnaires.problems import ProblemError
from questionnaires.sealed import may_identify
from questionnaires.xform import compile_form
from survey_api.collection.at_the_door import identifies
from survey_api.collection.errors import RevokedDevice, UnknownDevice, UnknownForm, UnknownVersion
from survey_api.security.tokens import matches
from survey_api.store import custodians, forms, people, sample, tablets
from survey_api.store.forms import VersionHead


@dataclass(frozen=True)
class Known:
    """One reading of the store, replaced as a whole."""

    devices: Mapping[str, str]  # name to digest of its token; revoked devices are not in it
    versions: tuple[VersionHead, ...]  # in order of publication
    simulated: bool
    custodian: bytes | None = None  # the key that is sealed to
    # The versions that are sealed; one that this program cannot read is sealed whole.
    identifying: Mapping[tuple[str, str], Form | None] = field(default_factory=dict, repr=False)
    revoked: Mapping[str, str] = field(default_factory=dict)  # the same of revoked devices: they are told so
    _by_form: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_form = {head.form_id: frozenset[str]() for head in self.versions}
        for head in self.versions:
            by_form[head.form_id] |= {head.version}
        object.__setattr__(self, "_by_form", by_form)

    @classmethod
    def read(cls, connection: Connection, before: "Known | None" = None) -> "Known":
        """What the store says now. ``before``: an earlier reading, whose versions have not changed."""
        simulated = bool(sample.facts(connection).get("simulated"))
        versions = forms.published(connection)
        held = frozenset(before.versions) if before else frozenset()
        identifying = dict(before.identifying) if before else {}
        identifying |= _identifying(connection, [head for head in versions if head not in held])
        devices, custodian = people.device_digests(connection), custodians.newest(connection)
        return cls(devices, versions, simulated, custodian, identifying, tablets.revoked_digests(connection))

    def admit(self, device_id: str, token: str) -> str:
        """The device itself. Raises UnknownDevice, the same for a wrong name and a wrong token.

        Who has the right token of a device that was revoked is told so, and nobody else: RevokedDevice.
        """
        if not matches(token, self.devices.get(device_id)):
            if matches(token, self.revoked.get(device_id)):
                raise RevokedDevice()
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

    def seals(self, form_id: str) -> bool:
        """Whether any version of a form asks what identifies somebody."""
        return any(form_id == identifying for identifying, _ in self.identifying)

    def require(self, form_id: str, version: str) -> None:
        """Raises UnknownForm, UnknownVersion."""
        if not self.has_version(form_id, version):
            raise UnknownVersion(form=form_id[:80], version=version[:80])


def _identifying(connection: Connection, heads: Iterable[VersionHead]) -> dict[tuple[str, str], Form | None]:
    """Those of these versions that ask what identifies somebody, compiled."""
    found: dict[tuple[str, str], Form | None] = {}
    for head in heads:
        xform = forms.xform(connection, head.form_id, head.version) or b""
        if may_identify(xform):
            form = _compiled(xform, forms.media(connection, head.form_id, head.version))
            if form is None or identifies(form):
                found[head.form_id, head.version] = form
    return found


def _compiled(xform: bytes, media: Mapping[str, bytes]) -> Form | None:
    """None for a version that an earlier program took and this one cannot read: no reason not to start."""
    try:
        return compile_form(xform, among(media))
    except ProblemError:
        return None
