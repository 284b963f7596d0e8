"""A sentence says only what its figures allow: a withheld figure silences it, so does a difference that is not sure."""

from dataclasses import replace

import pytest

from presentation.text import Text
from questionnaires.files import Manifest
from reports.chapters import chapter_page
from reports.edition import Edition
from reports.figures import Figures, Reference
from reports.section import Paragraph, Section
from reports.tunisia import CONTENT
from reports.views import ShownParagraph
from tests.reports.builders import Row, estimate_rows, estimates, facts, withheld

MEN = Reference("participation_rate", "sex", "1")
WOMEN = Reference("participation_rate", "sex", "2")
SENTENCE = Paragraph(
    Text(fr="Hommes {men} ; femmes {women}.", ar="الرجال {men}؛ النساء {women}.", en="Men {men}; women {women}."),
    {"men": MEN, "women": WOMEN},
)


def rows_with(**levels: dict[str, object]) -> list[Row]:
    """The invented estimates, the cells of both sexes changed."""
    wanted = {MEN.level: levels.get("men", {}), WOMEN.level: levels.get("women", {})}
    return [
        {**row, **wanted[row["level"]]} if row["indicator"] == MEN.indicator and row["partition"] == "sex" else row
        for row in estimate_rows()
    ]


HIGH = {"estimate": 0.9, "low": 0.88, "high": 0.92, "flag": "A", "se": 0.01, "cv": 0.01}
LOW = {"estimate": 0.5, "low": 0.48, "high": 0.52, "flag": "A", "se": 0.01, "cv": 0.02}
BETWEEN = {"estimate": 0.87, "low": 0.85, "high": 0.89, "flag": "A", "se": 0.01, "cv": 0.01}


def sentences(rows: list[Row], paragraph: Paragraph) -> list[str]:
    edition = Edition(CONTENT, Figures(estimates(rows)), Manifest("test", facts=facts()), "fr")
    section = Section("x", CONTENT.title, CONTENT.title, (paragraph,))
    return [str(block.text) for block in chapter_page(section, 1, edition).blocks if isinstance(block, ShownParagraph)]


def test_figures_in_prose_carry_the_id_of_their_cell() -> None:
    rows = rows_with(men=HIGH, women=LOW)
    (sentence,) = sentences(rows, SENTENCE)
    for row in (row for row in rows if row["indicator"] == MEN.indicator and row["partition"] == "sex"):
        assert f'data-cell="{row["cell_id"]}"' in sentence
    assert "90,0" in sentence
    assert "50,0" in sentence


@pytest.mark.parametrize(
    ("men", "women", "said"), [(HIGH, LOW, True), (LOW, HIGH, False), (HIGH, BETWEEN, False), (LOW, LOW, False)]
)
def test_a_comparison_is_made_only_if_the_intervals_do_not_meet(
    men: dict[str, object], women: dict[str, object], said: bool
) -> None:
    compared = replace(SENTENCE, above=("men", "women"))
    assert bool(sentences(rows_with(men=men, women=women), compared)) is said


def test_a_withheld_figure_silences_its_sentence() -> None:
    hidden = {key: value for key, value in withheld({}, "F", None).items() if key not in ("n", "weighted_n")}
    assert sentences(rows_with(men=HIGH, women=hidden), SENTENCE) == []
