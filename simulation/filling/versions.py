"""Simulated versions of the questionnaire: what changes in the middle of the field, as differences from the release.

They exist in the simulation alone, and their names say so. No question or choice that an indicator reads is touched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from questionnaires.files import write_whole
from questionnaires.problems import ProblemError
from questionnaires.sheets import Sheet, Sheets, read_sheets, write_folder
from questionnaires.versions import Release, release, released

Row = Mapping[str, str]
Change = Callable[[Sheets], Sheets]

_FR, _AR, _EN = "label::Français (fr)", "label::العربية (ar)", "label::English (en)"


class NothingToChange(ProblemError):
    """A simulated version changes a question, a choice or a skip that the released version does not have."""

    code = "simulation.nothing_to_change"


@dataclass(frozen=True)
class NewItem:
    """A question asked after another."""

    after: str
    row: Row

    def __call__(self, sheets: Sheets) -> Sheets:
        """The sheets with the question."""
        survey = sheets.survey
        return replace(sheets, survey=_inserted(survey, _place(survey, "name", self.after) + 1, self.row))


@dataclass(frozen=True)
class NewChoice:
    """A choice offered after another of the same list."""

    list_name: str
    after: str
    row: Row

    def __call__(self, sheets: Sheets) -> Sheets:
        """The sheets with the choice."""
        choices = sheets.choices
        of_list = [n for n, row in enumerate(choices.rows) if row["list_name"] == self.list_name]
        places = [n for n in of_list if choices.rows[n]["name"] == self.after]
        if not places:
            raise NothingToChange(name=f"{self.list_name} {self.after}")
        row = {"list_name": self.list_name, **self.row}
        return replace(sheets, choices=_inserted(choices, places[0] + 1, row))


@dataclass(frozen=True)
class FixedSkip:
    """Another condition under which a question is asked."""

    name: str
    was: str
    relevant: str

    def __call__(self, sheets: Sheets) -> Sheets:
        """The sheets with the condition. Raises NothingToChange where the condition was another than ``was``."""
        survey = sheets.survey
        place = _place(survey, "name", self.name)
        row = survey.rows[place]
        if row["relevant"] != self.was:
            raise NothingToChange(name=self.name)
        rows = (*survey.rows[:place], {**row, "relevant": self.relevant}, *survey.rows[place + 1 :])
        return replace(sheets, survey=replace(survey, rows=rows))


@dataclass(frozen=True)
class SimulatedVersion:
    """A version that replaces the one before on a day of the field (1 is the first day)."""

    form_id: str
    version: str
    day: int
    changes: tuple[Change, ...]

    def available(self, begins: datetime) -> datetime:
        """When tablets can have it, given the midnight that begins the field: on the evening before its day."""
        return begins + timedelta(days=self.day - 1) - EVENING_BEFORE

    def of(self, before: Sheets) -> Sheets:
        """The sheets of this version, made from those of the one before. Raises NothingToChange."""
        sheets = before
        for change in self.changes:
            sheets = change(sheets)
        settings = sheets.settings
        named = tuple({**row, "version": self.version} for row in settings.rows)
        return replace(sheets, settings=replace(settings, rows=named))


EVENING_BEFORE = timedelta(hours=4)

INDIVIDUAL = "amem_tn_individual"

SIMULATED = (
    SimulatedVersion(
        INDIVIDUAL,
        "2026.1-sim2",
        12,
        (
            NewItem(
                "bank_acct",
                {
                    "type": "select_one ynd",
                    "name": "mob_acct",
                    _FR: "Avez-vous un compte d'argent mobile en Tunisie ?",
                    _AR: "هل لديك حساب أموال عبر الهاتف في تونس؟",
                    _EN: "Do you have a mobile money account in Tunisia?",
                    "required": "yes",
                },
            ),
            NewChoice("hazard", "7", {"name": "8", _FR: "Courant électrique", _AR: "تيار كهربائي", _EN: "Electricity"}),
            FixedSkip(
                "hou_rent",
                "${hou_tenure} = '1' or ${hou_tenure} = '2'",
                "${hou_tenure} = '1' or ${hou_tenure} = '2' or ${hou_tenure} = '3'",  # employers charge rent too
            ),
        ),
    ),
    SimulatedVersion(
        INDIVIDUAL,
        "2026.1-sim3",
        33,
        (
            NewItem(
                "rem_total",
                {
                    "type": "integer",
                    "name": "rem_times",
                    _FR: "Combien de fois avez-vous envoyé de l'argent en 12 mois ?",
                    _AR: "كم مرة أرسلت أموالا خلال 12 شهرا؟",
                    _EN: "How many times did you send money in 12 months?",
                    "required": "yes",
                    "relevant": "${rem_send} = '1'",
                    "constraint": ". >= 1 and . <= 365",
                    "constraint_message::Français (fr)": "La valeur doit être comprise entre 1 et 365.",
                    "constraint_message::العربية (ar)": "يجب أن تكون القيمة بين 1 و365.",
                    "constraint_message::English (en)": "The value must be between 1 and 365.",
                },
            ),
            NewChoice("privacy", "4", {"name": "5", _FR: "Voisins", _AR: "جيران", _EN: "Neighbours"}),
        ),
    ),
)


def write_versions(
    forms: Path, into: Path, days: int, simulated: tuple[SimulatedVersion, ...] = SIMULATED
) -> tuple[Release, ...]:
    """A folder of forms as ``publish`` takes it: the released versions, and those simulated within the field's days.

    Raises NothingToChange, and what releasing a version raises.
    """
    for one in released(forms):
        _copied(one.folder, into / one.form_id / one.version)
    for version in simulated:
        if version.day <= days:
            before = [one for one in released(into) if one.form_id == version.form_id][-1]
            folder = into / version.form_id / version.version
            write_folder(version.of(read_sheets(before.folder)), folder)
            release(folder)
    return released(into)


def _copied(source: Path, target: Path) -> None:
    if source.resolve() == target.resolve():
        return
    for path in sorted(source.iterdir()):
        if path.is_file():
            write_whole(target / path.name, path.read_bytes())


def _place(sheet: Sheet, column: str, value: str) -> int:
    for place, row in enumerate(sheet.rows):
        if row[column] == value:
            return place
    raise NothingToChange(name=value)


def _inserted(sheet: Sheet, place: int, row: Row) -> Sheet:
    if strangers := set(row) - set(sheet.columns):
        raise NothingToChange(name=", ".join(sorted(strangers)))
    whole = {column: row.get(column, "") for column in sheet.columns}
    return replace(sheet, rows=(*sheet.rows[:place], whole, *sheet.rows[place:]))
