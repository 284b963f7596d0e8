"""A chart draws what its specification says, from the right in Arabic, and says it in words too."""

import json
import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presentation.charts.dots import draw_dots
from presentation.charts.scale import Scale, round_values
from presentation.charts.specification import Dot, DotChart, DotGroup, Quality, Tick
from presentation.charts.theme import NARROW, WIDE

SVG = "{http://www.w3.org/2000/svg}"
CHART = DotChart(
    title="Taux de chômage",
    description="Un point pour chaque estimation.",
    direction="ltr",
    ticks=(Tick(0, "0"), Tick(10, "10"), Tick(20, "20")),
    groups=(
        DotGroup("", (Dot("Ensemble", "12,3", Quality.RELIABLE, 12.3, 10.0, 15.0, total=True),)),
        DotGroup(
            "Sexe",
            (
                Dot("Hommes", "8,0 E", Quality.CAUTION, 8.0, 5.0, 12.0),
                Dot("Femmes & <autres>", "F", Quality.WITHHELD),
            ),
        ),
    ),
    reference=12.3,
)


def drawn(chart: DotChart = CHART) -> ElementTree.Element:
    return ElementTree.fromstring(str(draw_dots(chart, WIDE, "t1")))  # noqa: S314 (our own text)


def circles(svg: ElementTree.Element) -> list[float]:
    return [float(circle.attrib["cx"]) for circle in svg.iter(f"{SVG}circle")]


def test_the_drawing_is_named_and_described() -> None:
    svg = drawn()
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == svg.find(f"{SVG}title").attrib["id"]  # type: ignore[union-attr]  # it is there
    assert svg.findtext(f"{SVG}title") == CHART.title
    assert svg.findtext(f"{SVG}desc") == CHART.description


def test_a_withheld_value_has_no_mark_but_its_symbol() -> None:
    svg = drawn()
    assert len(circles(svg)) == 2
    texts = ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]
    assert "\u2066F\u2069" in texts
    assert "\u2066Femmes & <autres>\u2069" in "".join(texts)


def test_a_value_to_be_used_with_caution_is_hollow() -> None:
    faces = [circle.attrib["fill"] for circle in drawn().iter(f"{SVG}circle")]
    assert faces[0] != faces[1] == "#fff"


def test_in_arabic_the_axis_runs_from_the_right() -> None:
    left, right = circles(drawn()), circles(drawn(replace(CHART, direction="rtl")))
    assert left[0] > left[1]
    assert right[0] < right[1]
    assert [WIDE.width - x for x in left] == pytest.approx(right, abs=0.02)


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_every_mark_lies_within_the_drawing(frame: object) -> None:
    svg = ElementTree.fromstring(str(draw_dots(CHART, frame, "t2")))  # type: ignore[arg-type]  # noqa: S314
    assert all(0 <= x <= frame.width for x in circles(svg))  # type: ignore[attr-defined]


def test_a_browser_can_read_the_specification() -> None:
    told = json.loads(CHART.to_json())
    assert told["type"] == "dots"
    assert told["groups"][1]["dots"][0] == {
        "label": "Hommes",
        "text": "8,0 E",
        "quality": "caution",
        "value": 8.0,
        "low": 5.0,
        "high": 12.0,
        "total": False,
    }


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert draw_dots(CHART, WIDE, "t1") == draw_dots(CHART, WIDE, "t1")
    assert not re.search(r"\d\.\d{3,}", str(draw_dots(CHART, WIDE, "t1")))


@given(st.lists(st.just(0.0) | st.floats(0.01, 1e6), min_size=1, max_size=9))
def test_the_axis_embraces_every_value_with_few_round_lines(values: list[float]) -> None:
    lines = round_values(values, floor=0.0)
    assert lines[0] <= min(values)
    assert lines[-1] >= max(values) * (1 - 1e-9)
    assert 2 <= len(lines) <= 9


@pytest.mark.parametrize("values", [[0.0], [100.0], [0.0, 100.0], [97.2, 99.9], []])
def test_a_share_has_no_axis_beyond_100(values: list[float]) -> None:
    lines = round_values(values, floor=0.0, ceiling=100.0)
    assert lines[0] >= 0
    assert lines[-1] <= 100
    assert len(lines) >= 2


def test_a_mirrored_scale_runs_backwards() -> None:
    assert Scale(0, 10, 100, -50).at(10) == 50
    assert math.isclose(Scale(0, 10, 0, 50).at(5), 25)
