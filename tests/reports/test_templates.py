"""Templates lay out; they neither compute nor carry a figure."""

import re
from pathlib import Path

import pytest

import reports

TEMPLATES = sorted((Path(reports.__file__).parent / "templates").glob("*.j2"))
ARITHMETIC = re.compile(r"\{[{%][^}]*(?:\s[+*/]\s|\|\s*(?:round|sum|int|float|format)\b)[^}]*[%}]\}")
MARKUP = re.compile(r"\{#.*?#\}|\{[{%].*?[%}]\}|<[^>]*>", re.DOTALL)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_typed_figure(template: Path) -> None:
    text = re.sub(r"<style>.*?</style>", "", template.read_text(encoding="utf-8"))
    assert not re.search(r"\d", MARKUP.sub("", text))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_does_no_arithmetic(template: Path) -> None:
    assert not ARITHMETIC.search(template.read_text(encoding="utf-8"))
