"""The released versions of one questionnaire in order, and where each current variable comes from in any of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from questionnaires.changes import Changes, WrongChanges, read_changes
from questionnaires.codebook import Variable, is_public, variables
from questionnaires.codes import Missing
from questionnaires.form import Form
from questionnaires.problems import Problem, ProblemError
from questionnaires.versions import released

Key = tuple[str, str]  # the repeat that holds a variable, its name


class NoSuchVersion(ProblemError):
    """A record was filled with a version that is not released."""

    code = "versions.no_such_version"


@dataclass(frozen=True)
class Source:
    """A variable as a version had it, and what its codes have become since."""

    name: str  # in that version
    variable: Variable
    recoded: Mapping[str, str] = field(default_factory=dict)

    def code(self, code: str) -> str:
        """The current code of one of its codes."""
        return self.recoded.get(code, code)


@dataclass(frozen=True)
class Edition:
    """One released version: its form, and what its author declared against the version before."""

    form: Form
    changes: Changes = field(default_factory=Changes)


class History:
    """All released versions of one questionnaire, oldest first; the last one is the current one.

    A name is one variable through all versions, unless a renaming gave it away.
    """

    def __init__(self, editions: tuple[Edition, ...]) -> None:
        """Raises WrongChanges where a declaration does not fit the versions it stands between."""
        self.form_id = editions[-1].form.form_id
        self.versions = tuple(edition.form.version for edition in editions)
        named = [{(one.within, one.name): one for one in variables(edition.form)} for edition in editions]
        problems = [
            problem
            for at, edition in enumerate(editions[1:], start=1)
            for problem in (*_wrong_names(editions[at - 1], edition), *_wrong_codes(named[at - 1], named[at], edition))
        ]
        if problems:
            raise WrongChanges(problems)
        self._variables = dict(named[-1])
        self._within: dict[tuple[str, str], dict[str, Source]] = {}  # by version and repeat
        self._sources: dict[str, dict[Key, Source]] = {}
        for at, edition in reversed(list(enumerate(editions))):
            found: dict[Key, Source] = {}
            self._sources[edition.form.version] = found
            for variable in named[at].values():
                key, source = _followed(variable, editions[at + 1 :], named[at + 1 :])
                if key in found:
                    raise WrongChanges([_unfit(found[key].name, key[1])])
                found[key] = source
                self._within.setdefault((edition.form.version, key[0]), {})[key[1]] = source
                self._variables.setdefault(key, replace(variable, name=key[1], within=key[0]))

    def variables(self, within: str = "") -> tuple[Variable, ...]:
        """The current variables in their order, then those that only older versions have."""
        return tuple(variable for (place, _), variable in self._variables.items() if place == within)

    def sources(self, version: str, within: str = "") -> Mapping[str, Source]:
        """Where each variable comes from in a version; one that is not in it is absent. Raises NoSuchVersion."""
        if version not in self._sources:
            raise NoSuchVersion(form=self.form_id, version=version, known=", ".join(self.versions))
        return self._within.get((version, within), {})

    def repeats(self, version: str) -> Mapping[str, str]:
        """The repeats of a version by their own name, and what they are called now. Raises NoSuchVersion."""
        if version not in self._sources:
            raise NoSuchVersion(form=self.form_id, version=version, known=", ".join(self.versions))
        found = self._sources[version].items()
        return {source.variable.within: place for (place, _), source in found if place}

    def public_variables(self) -> tuple[Variable, ...]:
        """The variables of a record that may leave with the answers: public today, identifying in no version."""
        identifying = {
            name
            for version in self.versions
            for name, source in self.sources(version).items()
            if source.variable.identifying
        }
        return tuple(one for one in self.variables() if is_public(one) and one.name not in identifying)


def history(forms: Path, form_id: str) -> History:
    """The history of a questionnaire from the folder of forms. Raises NoSuchVersion where none is released."""
    from questionnaires.xform import compile_form

    releases = [release for release in released(forms) if release.form_id == form_id]
    if not releases:
        raise NoSuchVersion(form=form_id, version="-", known="-")
    return History(tuple(Edition(compile_form(one.xform()), read_changes(one.folder)) for one in releases))


def declared_changes(forms: Path) -> dict[tuple[str, str], Changes]:
    """What the authors declared, by form and version, in a folder of forms. Raises WrongChanges."""
    return {(one.form_id, one.version): read_changes(one.folder) for one in released(forms)}


def _followed(variable: Variable, later: tuple[Edition, ...], named: list[dict[Key, Variable]]) -> tuple[Key, Source]:
    """The place and name under which a variable is found today, and its codes; where it is gone, the last it had."""
    key, codes = (variable.within, variable.name), {choice.name: choice.name for choice in variable.choices}
    for edition, after in zip(later, named, strict=True):
        now = (edition.changes.now(key[0]), edition.changes.now(key[1]))
        if now in after:
            recoded = edition.changes.recoded.get(now[1], {})
            codes = {old: recoded.get(code, code) for old, code in codes.items()}
            key = now
    return key, Source(variable.name, variable, {old: new for old, new in codes.items() if old != new})


def _wrong_names(before: Edition, after: Edition) -> Iterator[Problem]:
    changes = after.changes
    old_names, new_names = ({node.name for node in edition.form.nodes} for edition in (before, after))
    for old, new in changes.renamed.items():
        taken = new in old_names and changes.now(new) == new
        if old not in old_names or new not in new_names or taken:
            yield _unfit(old, new)


def _unfit(old: str, new: str) -> Problem:
    return Problem("versions.renaming_does_not_fit", {"old": old, "new": new})


def _wrong_codes(before: Mapping[Key, Variable], after: Mapping[Key, Variable], edition: Edition) -> Iterator[Problem]:
    back = {new: old for old, new in edition.changes.renamed.items()}
    missing = {code.value for code in Missing}
    for variable, codes in edition.changes.recoded.items():
        was, now = _codes(before, back.get(variable, variable)), _codes(after, variable)
        for old, new in codes.items():
            if old not in was or not now or new not in now | missing:
                yield Problem("versions.recoding_does_not_fit", {"variable": variable, "old": old, "new": new})


def _codes(found: Mapping[Key, Variable], name: str) -> set[str]:
    return {choice.name for (_, one), variable in found.items() if one == name for choice in variable.choices}
