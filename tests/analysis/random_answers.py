"""Answers drawn at random from the choices of the real questionnaire: nonsense, but of the right types."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from tests.analysis.builders import answers_table, questions

FORM = Path(__file__).parents[2] / "questionnaires" / "tunisia" / "forms" / "amem_tn_individual" / "2026.1"

CODES_OF_THE_OFFICE = {"mjj_isco": ("9211", "5223", "0110", "-8"), "mjj_isic": ("01", "0111", "41", "9700")}


def random_answers(n: int, rng: np.random.Generator, missing: float = 0.1) -> pa.Table:
    """Interviews in which every question is answered at random, or not at all."""
    columns = {name: _draw(name, n, rng) for name in questions() if name != "interview_date"}
    rows = [{name: values[i] for name, values in columns.items()} for i in range(n)]
    kept = [{name: value for name, value in row.items() if rng.random() >= missing} for row in rows]
    return answers_table(kept)


def _draw(name: str, n: int, rng: np.random.Generator) -> list[object]:
    if name in CODES_OF_THE_OFFICE:
        return [str(code) for code in rng.choice(CODES_OF_THE_OFFICE[name], n)]
    kind = _types()[name.split("__")[0]]
    if kind.startswith("select_multiple"):
        return [bool(value) for value in rng.random(n) < 0.3]
    if kind.startswith("select_one"):
        return [str(code) for code in rng.choice(_codes()[kind.split()[1]], n)]
    if name == "age":
        return [float(value) for value in rng.integers(14, 70, n)]
    amounts = np.where(rng.random(n) < 0.1, rng.choice([-8, -9, 0], n), rng.integers(1, 60, n))
    return [float(value) for value in amounts]


@cache
def _types() -> dict[str, str]:
    with (FORM / "survey.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: row["type"] for row in csv.DictReader(file) if row["name"]}


@cache
def _codes() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    with (FORM / "choices.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            lists.setdefault(row["list_name"], []).append(row["name"])
    return lists
