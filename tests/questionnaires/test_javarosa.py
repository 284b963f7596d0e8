"""Our engine against JavaRosa, the engine inside ODK Collect, on our own forms: no difference is allowed."""

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from questionnaires.media import beside
from questionnaires.opening import xform_of
from questionnaires.xform import compile_form
from tests.questionnaires.agreement import compiled_oracle, differences, javarosa, ours
from tests.questionnaires.builders import FORM_IDS, at_reference_week, broken, filled, form_of
from tests.questionnaires.builders import xform_of as our_xform
from tests.questionnaires.expression_table import PLACES, form_at, record_xml, rows

pytestmark = pytest.mark.java

EACH = 25  # prove_javarosa.py takes 200
PUBLIC_EACH = 4
PUBLIC = (*sorted(Path("tests/data/forms").glob("*.xls*")), Path("tests/data/forms/odd/every_kind.md"))


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled_oracle(tmp_path_factory.mktemp("oracle"))


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_engine_agrees_with_javarosa_on_filled_and_broken_interviews(
    form_id: str, oracle: Path, tmp_path: Path
) -> None:
    form = form_of(form_id)
    records = [filled(form, seed) for seed in range(EACH)]
    records += [broken(xml, seed) for seed, xml in enumerate(records)]

    told = javarosa(oracle, tmp_path, our_xform(form_id), records)

    assert len(told) == len(records)
    found = [differences(theirs, ours(form, xml)) for theirs, xml in zip(told, records, strict=True)]
    assert [(at, differing) for at, differing in enumerate(found) if differing] == []


@pytest.mark.parametrize("source", PUBLIC, ids=lambda path: path.stem)
def test_the_engine_agrees_with_javarosa_on_public_forms(source: Path, oracle: Path, tmp_path: Path) -> None:
    xform = xform_of(source)
    form = compile_form(xform, beside(source.parent))
    records = [filled(form, seed) for seed in range(PUBLIC_EACH)]
    records += [broken(xml, seed) for seed, xml in enumerate(records)]
    for table in source.parent.glob("*.csv"):
        shutil.copy(table, tmp_path)

    told = javarosa(oracle, tmp_path, xform, records)

    assert len(told) == len(records)
    found = [differences(theirs, ours(form, xml)) for theirs, xml in zip(told, records, strict=True)]
    moving = {f"{node.path}[1]" for node in form.nodes if node.calculate is not None and node.calculate.volatile}
    assert [differing for each in found for differing in each if differing[1] not in moving] == []


@pytest.mark.parametrize("place", PLACES)
def test_the_table_of_expressions_is_what_javarosa_gives(place: str, oracle: Path, tmp_path: Path) -> None:
    [told] = javarosa(oracle, tmp_path, form_at(place), [record_xml(place)])

    for at, (expression, expected) in enumerate(rows(place)):
        given = [value for path, (_, value) in told["nodes"].items() if path.endswith(f"/v{at}[1]")]
        assert (expression, given) == (expression, expected)


@pytest.mark.parametrize("zone", ["Africa/Tunis", "UTC"])
def test_the_reference_week_is_the_week_before_in_javarosa_too(zone: str, oracle: Path, tmp_path: Path) -> None:
    days = [datetime(2026, 11, day, hour, 30, tzinfo=ZoneInfo(zone)) for day in range(23, 30) for hour in (0, 23)]

    told = javarosa(
        oracle, tmp_path, our_xform("amem_tn_individual"), [at_reference_week(day).to_xml() for day in days], zone
    )

    ends = [value for record in told for path, (_, value) in record["nodes"].items() if path.endswith("/ref_end[1]")]
    assert ends == ["22/11/2026"] * len(days)
