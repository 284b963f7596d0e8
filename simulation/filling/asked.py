"""What an interview took to hold: its moments, its language, and how much was asked in each section."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from questionnaires.form import Form, Node

_ANSWERED = re.compile(r"<([^<>/ ]+)>([^<]+)</")
LANGUAGE = "itw_lang"  # the question that tells the language of the interview
WRITTEN = {"ar": "ar", "aeb": "ar", "en": "en"}  # in which wording a question is read out; else in French


@dataclass(frozen=True)
class Asked:
    """One interview; ``sections`` hold, by place, the questions answered and the characters of their wording."""

    started: datetime  # by the tablet's clock
    language: str
    sections: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Sections:
    """The sections of a form, found once: groups, and the groups directly within them, in the order of the form."""

    names: tuple[str, ...]
    questions: Mapping[str, tuple[int, Node]]  # by name: the place of the section, the question

    def asked(self, xml: bytes) -> Asked:
        """What a record of the form, as our tablets write it, tells of how it was held."""
        told = dict(_ANSWERED.findall(xml.decode()))
        language = told.get(LANGUAGE, "")
        written = WRITTEN.get(language, "fr")
        counts = [[0, 0] for _ in self.names]
        for name in told.keys() & self.questions.keys():
            place, node = self.questions[name]
            counts[place][0] += 1
            counts[place][1] += len(node.labels.get(written) or next(iter(node.labels.values()), ""))
        sections = tuple((questions, characters) for questions, characters in counts)
        return Asked(datetime.fromisoformat(told["start"]), language, sections)


def sections_of(form: Form) -> Sections:
    """The sections of a form."""
    names: dict[str, int] = {}
    questions: dict[str, tuple[int, Node]] = {}
    for node in form.questions:
        within = node.path.removeprefix(f"{form.root.path}/").split("/")[:-1][:2]
        if within and within[0] != "meta":
            place = names.setdefault(within[-1], len(names))
            if node.is_asked:
                questions[node.name] = (place, node)
    return Sections(tuple(names), questions)
