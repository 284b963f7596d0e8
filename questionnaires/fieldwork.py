"""What the forms mean in the field: which form plays which part, and what becomes of a case after its visits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires.codes import Disposition, Eligibility, ResponseStatus
from questionnaires.coding import CodedText
from questionnaires.effort import FieldRules
from questionnaires.precedence import CURRENT

DISPOSITION_RULE = CURRENT.name  # stamped on every case
PRECEDENCE = CURRENT.precedence

Answers = Mapping[str, Any]  # typed answers by question, absent or None where not asked or not answered


def text(answers: Answers, question: str) -> str | None:
    """An answer as the code it was given as; None where there is none."""
    value = answers.get(question)
    return None if value is None or value == "" else str(value)


@dataclass(frozen=True)
class ListingForm:
    """The form that lists a dwelling, screens who lives there and selects persons.

    ``columns`` and ``member_columns`` give the question behind each column of the contract.
    """

    form_id: str
    columns: Mapping[str, str]
    occupied: str  # the status under which the household was met
    consent: str  # question; "0" is a refused screener
    statuses: Mapping[str, Disposition]  # what every other status means
    roster: str
    member_columns: Mapping[str, str]
    eligible: str  # question in the roster: 1 eligible, 0 not, -8 not known
    draw: str  # the repeat that draws among the members; all eligible persons of a dwelling have the same chance
    drawn_line: str  # question in the draw: the line of the member
    drawn: str  # question in the draw: 1 selected
    unit: str = "unit_id"
    psu: str = ""  # questions; empty where the form has none
    interviewer: str = ""
    started: str = ""
    selection: str = ""  # the number that starts the selection within the dwelling

    def outcome(
        self, status: str, consent: str | None, members: Iterable[Eligibility]
    ) -> tuple[Disposition | None, Eligibility]:
        """What is known of a listed unit; no disposition where eligible persons were found: their cases carry it."""
        if status != self.occupied:
            disposition = self.statuses[status]
        elif consent != "1":
            disposition = Disposition.SCREENER_REFUSAL
        else:
            found = set(members)
            if Eligibility.ELIGIBLE in found:
                return None, Eligibility.ELIGIBLE
            unknown = Eligibility.UNKNOWN in found
            disposition = Disposition.UNKNOWN_OTHER if unknown else Disposition.NO_ELIGIBLE_PERSON
        ineligible = disposition.response_status is ResponseStatus.INELIGIBLE
        return disposition, Eligibility.INELIGIBLE if ineligible else Eligibility.UNKNOWN

    def screened(self, status: str, answers: Answers) -> bool:
        """Whether the household told who lives there."""
        return status == self.occupied and text(answers, self.consent) == "1"

    def case_id(self, unit_id: str, line_no: int) -> str:
        """The case of a selected member: the unit and the line in its roster."""
        return f"{unit_id}-{line_no:02d}"

    def selected_lines(self, draw: Iterable[Answers]) -> frozenset[str | None]:
        """The lines of the roster that were selected."""
        return frozenset(text(row, self.drawn_line) for row in draw if text(row, self.drawn) == "1")

    def member_eligibility(self, answers: Answers) -> Eligibility:
        """What is known of one member of the household."""
        match text(answers, self.eligible):
            case "1":
                return Eligibility.ELIGIBLE
            case "0":
                return Eligibility.INELIGIBLE
            case _:
                return Eligibility.UNKNOWN


@dataclass(frozen=True)
class ByContact:
    """An outcome that depends on who was met."""

    question: str
    outcomes: Mapping[str, Disposition]
    otherwise: Disposition


@dataclass(frozen=True)
class ContactForm:
    """The form filled at each visit; ``results`` says what each result means for a drawn case.

    ``unit_results``: what it means for a unit where nobody was selected yet. ``closing``: reasons of a refusal after
    which nobody goes back. ``in_person``: the modes that are visits.
    """

    form_id: str
    columns: Mapping[str, str]
    result: str
    results: Mapping[str, Disposition | ByContact | None]
    unit_results: Mapping[str, Disposition | None] = field(default_factory=dict)
    held: frozenset[str] = frozenset()  # results after which an interview must arrive
    closing: frozenset[str] = frozenset()
    in_person: frozenset[str] = frozenset({"1"})
    appointment: str = ""  # questions; empty where the form has none
    psu: str = ""
    unit: str = "unit_id"
    case: str = "case_id"

    def disposition(self, answers: Answers) -> Disposition | None:
        """What one visit says of the case; None where it says nothing."""
        meaning = self.results.get(text(answers, self.result) or "")
        if isinstance(meaning, ByContact):
            return meaning.outcomes.get(text(answers, meaning.question) or "", meaning.otherwise)
        return meaning

    def unit_disposition(self, result: str | None) -> Disposition | None:
        """What the result of a visit says of a unit that was not screened; None where it says nothing."""
        return self.unit_results.get(result or "")

    def closes(self, answers: Answers) -> bool:
        """Whether a refusal is one after which nobody goes back."""
        return text(answers, self.columns["refusal_reason"]) in self.closing


@dataclass(frozen=True)
class IndividualForm:
    """The interview. A partial one is sufficient when every block of ``core`` was gone through."""

    form_id: str
    columns: Mapping[str, str]
    consent: str
    outside: str  # question whose value 1 says that the person does not belong to the survey
    core: tuple[str, ...]  # names of the groups that make a partial interview sufficient
    language: str  # question
    languages: Mapping[str, str]  # its codes that have a language of ours
    sensitive: tuple[str, ...] = ()  # groups and questions whose answers never go back to a tablet or to supervisors
    alone: tuple[str, ...] = ()  # questions, whether nobody listens: each before a block that is asked alone only
    referral: str = ""  # the note at which everybody is given where to find help
    psu: str = ""  # question; empty where the form has none
    unit: str = "unit_id"
    case: str = "case_id"

    def disposition(self, answers: Answers, unanswered: Iterable[str]) -> Disposition:
        """What the record says of its case. ``unanswered`` are the paths of required questions left without answer."""
        if text(answers, self.consent) == "0":
            return Disposition.PERSON_REFUSAL
        if text(answers, self.outside) == "1":
            return Disposition.NO_ELIGIBLE_PERSON
        if text(answers, self.consent) != "1" or text(answers, self.outside) is None:
            return Disposition.BREAK_OFF  # stopped before the first block
        open_blocks = {step for path in unanswered for step in path.split("/")}
        if not open_blocks:
            return Disposition.COMPLETE
        return Disposition.PARTIAL if open_blocks.isdisjoint(self.core) else Disposition.BREAK_OFF


@dataclass(frozen=True)
class BackCheckForm:
    """The form with which somebody else asks again, at units of every outcome. It never changes what became of them.

    ``refuted``: answers that say an outcome was false, by what was verified (interview, no_eligible, vacant, refusal).
    ``facts`` and ``hard`` name questions of the interview asked again: constant facts, and those hard to ask;
    ``within`` how far numbers may lie apart.
    """

    form_id: str
    interviewer: str  # questions
    started: str
    unit: str = "unit_id"
    case: str = "case_id"
    status: str = ""
    refuted: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    above_zero: Mapping[str, str] = field(default_factory=dict)  # questions that refute it where they count anybody
    facts: tuple[str, ...] = ()
    hard: tuple[str, ...] = ()
    within: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldParts:
    """The forms of a survey and the part each one plays."""

    listing: ListingForm
    contact: ContactForm
    individual: IndividualForm
    _by_id: Mapping[str, ListingForm | ContactForm | IndividualForm] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = (self.listing, self.contact, self.individual)
        object.__setattr__(self, "_by_id", {part.form_id: part for part in parts})

    def part_of(self, form_id: str) -> ListingForm | ContactForm | IndividualForm | None:
        """The part that a form plays; None for a further form of the survey."""
        return self._by_id.get(form_id)

    def unit_of(self, form_id: str, answers: Answers) -> str | None:
        """The listed unit a record is about; further forms of the survey name it as the interview does."""
        return text(answers, self._by_id.get(form_id, self.individual).unit)

    def case_of(self, form_id: str, answers: Answers) -> str | None:
        """The case a record is about; a listing has none, further forms name it as the interview does."""
        part = self._by_id.get(form_id, self.individual)
        return None if isinstance(part, ListingForm) else text(answers, part.case)

    def language_of(self, form_id: str, answers: Answers) -> str | None:
        """The language an interview was held in, where it is one of ours."""
        if form_id != self.individual.form_id:
            return None
        return self.individual.languages.get(text(answers, self.individual.language) or "")


@dataclass(frozen=True)
class Place:
    """Where a PSU lies: a point within it, and how far it reaches from there in metres."""

    lat: float
    lon: float
    radius_m: float


Names = Mapping[str, Mapping[str, Mapping[str, str]]]
"""What codes of the frame and the listing are called: variable, code, language."""


@dataclass(frozen=True)
class Money:
    """The questions of the interview that ask an amount, and its words by language: so many parts make one unit."""

    questions: tuple[str, ...]
    parts: int
    unit: Mapping[str, str]
    part: Mapping[str, str]


@dataclass(frozen=True)
class FieldForms(FieldParts):
    """The forms of a survey, how its answers are collected, and the rules by which its cases are worked."""

    mode: str  # how answers are collected, as written in the files
    zone: str  # the time zone of the field
    rules: FieldRules
    coded: tuple[CodedText, ...] = ()  # what is answered in words and coded at the office
    back_check: BackCheckForm | None = None
    places: Mapping[str, Place] = field(default_factory=dict)  # of PSUs, where they are known
    money: Money | None = None  # so that amounts can be read back
    names: Names = field(default_factory=dict)
