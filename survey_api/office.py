"""What the office added to the answers, as rows of its own tables: edits that stand, and final codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from questionnaires.coding import CodedText
from questionnaires.fieldwork import Answers
from survey_api.collection.coding.standing import Coded, by_text
from survey_api.collection.editing.reading import Confirmed, confirmed, exportable, open_proposals
from survey_api.store import codings
from survey_api.store.codings import Coding, Task, text_id
from survey_api.store.vault import Vault


@dataclass(frozen=True)
class Taken:
    """One reading of what the office holds, with the keys of the cases by which texts have their names."""

    edits: Confirmed
    codings: tuple[Coding, ...]
    tasks: tuple[Task, ...]
    proposals: int  # edits that wait for a decision
    keys: Mapping[str, bytes] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody answered in words. ``text_id`` names it outside the store."""

    text_id: str
    case_id: str
    variable: str
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Office:
    """Rows of edits and of final codes, and what of the office's work is left."""

    edits: Sequence[Mapping[str, Any]]
    codings: Sequence[Mapping[str, Any]]
    counts: Mapping[str, int]


def read_office(connection: Connection, vault: Vault, form_id: str, cases: Iterable[str]) -> Taken:
    """What the office holds about the answers to a questionnaire; of withdrawn cases nothing."""
    return Taken(
        edits=confirmed(connection, vault),
        codings=codings.read(connection, vault),
        tasks=codings.tasks(connection),
        proposals=len(open_proposals(connection, form_id)),
        keys=codings.keys_of(connection, vault, cases),
    )


def words_of(taken: Taken, coded: Sequence[CodedText], answers: Mapping[str, Answers]) -> list[Words]:
    """The answers in words that are to become codes. ``answers``: of each case, as its interview gives them."""
    found = ((case, one, one.words(answers[case])) for case in sorted(answers) if case in taken.keys for one in coded)
    return [
        Words(text_id(taken.keys[case], one.variable, words), case, one.variable, words)
        for case, one, words in found
        if words
    ]


def office_rows(
    taken: Taken,
    coded: Sequence[CodedText],
    answers: Mapping[str, Answers],
    public: Mapping[str, Mapping[str, Any]],
) -> Office:
    """The rows that go out. ``public``: by case, the answers that an analyst may see."""
    edits = exportable(taken.edits, public)
    standing = by_text(taken.codings)
    texts = words_of(taken, coded, answers)
    codes = [(words, standing.get(words.text_id, Coded())) for words in texts]
    rows = [_row(words, one, one.final) for words, one in codes if one.final is not None]
    done = {(coding.text_id, coding.coder) for coding in taken.codings}
    current = {words.text_id for words in texts}
    counts = {
        "proposals": taken.proposals,
        "edits": len(edits.rows),
        "edits_overtaken": edits.left,
        "uncoded": len(texts) - len(rows) - sum(one.final is None and one.differs for _, one in codes),
        "disagreements": sum(one.final is None and one.differs for _, one in codes),
        "coder_missing": sum((t.text_id, t.coder) not in done for t in taken.tasks if t.text_id in current),
    }
    return Office(edits.rows, rows, counts)


def _row(words: Words, one: Coded, final: Coding) -> Mapping[str, Any]:
    return {
        "case_id": words.case_id,
        "variable": words.variable,
        "code": final.code,
        "list_version": final.list_version,
        "role": final.role,
        "coder": final.coder,
        "coded_at": final.coded_at,
        "n_coders": one.n_coders,
        "suggested": final.suggested,
    }
