"""Suggestions for coding: how often the right code is offered, beside difflib on the same index, and how fast.

The texts are those of the simulation, whose codes are known; they are written by the project as the index is, in other
words by other hands, so the rates say how the comparison of words does, not how it would do in the field.
"""

import difflib
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import amem
from analysis.coding.index import Wording, wordings
from analysis.coding.matching import OFFERED, Matcher
from analysis.coding.words import plain
from questionnaires.codelists import read_codelist
from questionnaires.coding import CodedText

ROOT = Path(__file__).parents[1]
KNOWN = ROOT / "simulation" / "answers" / "occupations.csv"
QUESTIONS = {
    "mjj_isco": ("isco", (("title_man", "tasks"), ("title_woman", "tasks"), ("title_ar", "tasks_ar"))),
    "mjj_isic": ("isic", (("activity", "product"), ("activity_ar", "product_ar"))),
}
Find = Callable[[tuple[str, ...]], list[str]]


def texts(variable: str) -> list[tuple[tuple[str, ...], str]]:
    """Every wording of the simulation with its code."""
    code, pairs = QUESTIONS[variable]
    rows = read_codelist(KNOWN)
    return [((row[one], row[two]), row[code]) for row in rows for one, two in pairs if row[one]]


def with_difflib(index: Iterable[Wording]) -> Find:
    """What the standard library does with the same wordings."""
    by_text = {plain(wording.text): wording.code for wording in index}

    def find(words: tuple[str, ...]) -> list[str]:
        near = difflib.get_close_matches(plain(words[0]), by_text, n=20, cutoff=0.0)
        return list(dict.fromkeys(by_text[text] for text in near))[:OFFERED]

    return find


def measured(find: Find, variable: str) -> tuple[float, float, float]:
    """Share of texts whose code is the first, among the five, and seconds a text."""
    known = texts(variable)
    first = five = 0
    began = time.perf_counter()
    for words, code in known:
        found = [one[: len(code)] for one in find(words)]
        first += found[:1] == [code]
        five += code in found
    return first / len(known), five / len(known), (time.perf_counter() - began) / len(known)


def told(coded: CodedText) -> None:
    """Print ours, the peer's and their ratio."""
    survey = amem.TUNISIA
    index = wordings(coded, survey.codelists, survey.load_analysis().wordings)
    titles = wordings(coded, survey.codelists, ())
    ours, bare = Matcher(index), Matcher(titles)
    ways: dict[str, Find] = {
        "ours": lambda words: [one.code for one in ours.candidates(words)],
        "ours, titles of the list alone": lambda words: [one.code for one in bare.candidates(words)],
        "difflib": with_difflib(index),
    }
    print(f"\n{coded.variable} ({coded.list_version}): {len(texts(coded.variable))} texts, {len(index)} wordings")
    rates = {name: measured(find, coded.variable) for name, find in ways.items()}
    for name, (first, five, seconds) in rates.items():
        print(f"  {name:32} first {first:6.1%}   among five {five:6.1%}   {seconds * 1000:6.2f} ms a text")
    (first, five, _), (peer_first, peer_five, _) = rates["ours"], rates["difflib"]
    print(
        f"  ratio to difflib: first {first / max(peer_first, 1e-9):.2f}, among five {five / max(peer_five, 1e-9):.2f}"
    )


def main() -> None:
    """Both variables."""
    for coded in amem.TUNISIA.load_field_forms().coded:
        told(coded)


if __name__ == "__main__":
    main()
