"""Coding as its commands do it: texts out to coders, codes back, how far coders agree, what is to be settled."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from questionnaires.agreement import Agreement, agreement, at_digits
from questionnaires.coding import UNCODABLE, CodedText
from survey_api.coding_files import for_adjudication, for_coder, given_in
from survey_api.collection.coding.drawing import DOUBLE, Text, drawn, shuffled
from survey_api.collection.coding.problems import NothingToCode
from survey_api.collection.coding.standing import by_text
from survey_api.current import Declared
from survey_api.export import Gathered, gathered
from survey_api.office import Words, words_of
from survey_api.registering import Order
from survey_api.sealed_files import NewFile
from survey_api.settings import Settings
from survey_api.store.codings import Coding


@dataclass(frozen=True)
class Sheet:
    """The file of one coder."""

    coder: str
    path: Path
    texts: int


@dataclass(frozen=True)
class Handed:
    """What was handed to coders; ``twice``: how many of the texts that are new go to a second coder too."""

    sheets: tuple[Sheet, ...]
    new: int
    twice: int


@dataclass(frozen=True)
class Compared:
    """How far two coders agree on a variable, at so many figures of the code."""

    variable: str
    digits: int
    agreement: Agreement


def hand_out(
    settings: Settings,
    order: Order,
    out: Path,
    coders: Sequence[str],
    seed: str,
    *,
    survey: str,
    declared: Declared | None = None,
    double: float = DOUBLE,
) -> Handed:
    """Write a file a coder into a folder: the texts given to them that they have not coded yet, new ones included.

    Raises NothingToCode, NotACoder, FileThere.
    """
    found, texts = _texts(settings, survey, declared, "texts to code")
    named = {text.text_id: text for text in texts}
    candidates = (Text(text.text_id, text.case_id, text.variable) for text in texts)
    fresh = drawn(candidates, list(coders), found.office.tasks, seed, double)
    order("give_texts", {"coders": list(coders), "tasks": [asdict(task) for task in fresh]})
    done = {(coding.text_id, coding.coder) for coding in found.office.codings}
    open_ = [task for task in (*found.office.tasks, *fresh) if (task.text_id, task.coder) not in done]
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    sheets = []
    for coder in coders:
        own = [task.text_id for task in open_ if task.coder == coder and task.text_id in named]
        path = out / f"{coder}.csv"
        with NewFile(path) as file:
            file.add(for_coder(named[name] for name in shuffled(own, seed, coder)))
        sheets.append(Sheet(coder, path, len(own)))
    new = {task.text_id for task in fresh}
    return Handed(tuple(sheets), len(new), len(fresh) - len(new))


def take_in(
    order: Order, file: Path, coder: str, coded: Sequence[CodedText], codelists: Path, *, adjudicating: bool
) -> tuple[int, int]:
    """Keep the codes of a file: how many, and how many texts are no longer there. Raises CodesRefused, NotACoder."""
    given = given_in(file, coded, codelists)
    versions = {one.variable: one.list_version for one in coded}
    told = {"coder": coder, "adjudicating": adjudicating, "list_versions": versions}
    done = order("keep_codes", {**told, "codes": [asdict(one) for one in given]})
    return int(done["kept"]), int(done["unknown"])


def compare(codings: Sequence[Coding], coded: Sequence[CodedText]) -> list[Compared]:
    """Agreement of first and second coders by variable and figures; texts that somebody could not code count."""
    compared = []
    standing = by_text(codings).values()
    for one in coded:
        both = [(c.first, c.second) for c in standing if c.first and c.second and c.first.variable == one.variable]
        pairs = [(_padded(first.code, one), _padded(second.code, one)) for first, second in both]
        for digits in range(1, one.longest + 1):
            compared.append(Compared(one.variable, digits, agreement(at_digits(pairs, digits))))
    return compared


def differing(
    settings: Settings, out: Path | None, *, survey: str, declared: Declared | None = None
) -> tuple[list[Compared], int]:
    """How far coders agree, and how many texts are to be settled; those go to a file where one is asked for."""
    found, texts = _texts(settings, survey, declared, "texts to settle")
    standing = by_text(found.office.codings)
    open_: list[tuple[Words, Coding, Coding]] = []
    for text in sorted(texts, key=lambda one: one.text_id):
        coded = standing.get(text.text_id)
        if coded is not None and coded.differs and coded.adjudicated is None and coded.first and coded.second:
            open_.append((text, coded.first, coded.second))
    if out is not None:
        with NewFile(out) as file:
            file.add(for_adjudication(open_))
    return compare(found.office.codings, settings.field_forms.coded), len(open_)


def _padded(code: str, coded: CodedText) -> str:
    return code.ljust(coded.longest) if code == UNCODABLE else code


def _texts(settings: Settings, survey: str, declared: Declared | None, what: str) -> tuple[Gathered, list[Words]]:
    if not settings.field_forms.coded:
        raise NothingToCode(survey=survey)
    found = gathered(settings, survey=survey, declared=declared, what=what)
    return found, words_of(found.office, settings.field_forms.coded, found.answers)
