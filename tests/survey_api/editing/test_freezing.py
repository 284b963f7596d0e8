"""Frozen versions: what stands open is told, one version is signed and noted, a byte that changes is found."""

from pathlib import Path

import pytest

from questionnaires.contracts import INTERVIEWS, LISTING_UNITS, PSUS
from questionnaires.files import read, read_manifest
from questionnaires.frozen import SEAL, FrozenBroken, seal_of, told_of
from survey_api.collection.freezing import FrozenAlready
from survey_api.export import Gathered
from survey_api.freezing.freezing import Along, Frozen, NoName, NoSuchVersion, NotYet, OtherKey, freeze, verify
from survey_api.freezing.matters import Matter, matters
from survey_api.settings import Settings
from tests.survey_api.builders import Field, a_home, field, interview, orders_of, publish_all, settings_of
from tests.survey_api.editing.builders import coding, collected, edit, order


@pytest.fixture
def office(tablet: Field, tmp_path: Path) -> Field:
    collected(tablet, tmp_path)
    return tablet


def frozen(tablet: Field, version: str = "1.0", *, despite: str = "a test", along: Along | None = None) -> Frozen:
    order_ = tablet.service.order
    return freeze(tablet.settings, order_, version, along or Along(), survey="small", despite=despite)


def standing(tablet: Field) -> dict[str, int]:
    told: list[Matter] = []
    with pytest.raises(NotYet):
        freeze(tablet.settings, tablet.service.order, "x", Along(), survey="small", told=told.extend)
    return {matter.code: matter.n for matter in told if matter.n}


def test_what_stands_open_is_counted_and_nothing_is_frozen(office: Field) -> None:
    order(office, "propose_edit", "amal", old="2", new="3")
    office.post(interview(age="77"))
    office.settle()
    found = standing(office)
    assert (found["proposals"], found["unapproved"], found["quarantined"]) == (1, 1, 1)
    assert not (office.settings.home.folder / "frozen" / "x").exists()


def test_what_has_no_code_stands_open_too(own: Settings, tmp_path: Path) -> None:
    with field(coding(own)) as running:
        collected(running, tmp_path)
        assert standing(running)["uncoded"] == 1


def test_a_reason_freezes_anyway_and_is_kept_with_what_stood_open(office: Field) -> None:
    edit(office, "2", "3")
    made = frozen(office, despite="first look")
    facts = read_manifest(made.folder).facts
    assert (facts["despite"], facts["open"]) == ("first look", {"unapproved": 1})
    assert read(made.folder, INTERVIEWS).num_rows == 1
    assert verify(office.settings, "1.0").digest == made.seal.digest


def test_a_name_is_used_once(office: Field) -> None:
    made = frozen(office)
    before = (made.folder / SEAL).read_bytes()
    with pytest.raises(FrozenAlready):
        frozen(office)
    assert (made.folder / SEAL).read_bytes() == before
    for name in ("../elsewhere", "", "a b"):
        with pytest.raises(NoName):
            frozen(office, name)


def test_every_byte_of_every_file_counts(office: Field, tmp_path: Path) -> None:
    (tmp_path / "parameters.toml").write_text("a = 1\n")
    (tmp_path / "margins.csv").write_text("margin\n")
    along = Along((tmp_path / "parameters.toml",), (tmp_path / "margins.csv",), None)
    made = frozen(office, along=along)
    paths = [path for path in made.folder.rglob("*") if path.is_file()]
    assert len(paths) > 10
    for path in paths:
        held = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
        with pytest.raises(FrozenBroken):
            seal_of(made.folder)
        path.write_bytes(held)
    assert seal_of(made.folder) == made.seal
    (made.folder / "more.csv").write_text("added\n")
    with pytest.raises(FrozenBroken):
        verify(office.settings, "1.0")
    (made.folder / "more.csv").unlink()
    (made.folder / f"{PSUS.name}.parquet").unlink()
    with pytest.raises(FrozenBroken):
        verify(office.settings, "1.0")


def test_what_another_home_signed_is_not_this_homes_version(office: Field, tmp_path: Path) -> None:
    made = frozen(office)
    other = settings_of(a_home(tmp_path / "other"))
    publish_all(orders_of(other))
    with pytest.raises(NoSuchVersion):
        verify(other, "1.0")
    office.settings.home.audit_key.unlink()  # as if somebody had signed anew with a key of their own
    with pytest.raises(OtherKey):
        verify(office.settings, "1.0")
    assert made.seal.public_key


def test_results_say_their_version_unless_something_else_went_into_them(office: Field, tmp_path: Path) -> None:
    (tmp_path / "margins.csv").write_text("margin\n")
    made = frozen(office, along=Along(margins=(tmp_path / "margins.csv",)))
    told = {"frozen": {"version": "1.0", "digest": made.seal.digest, "key": made.seal.public_key}}
    assert told_of(made.folder) == told
    assert told_of(made.folder, b"margin\n") == told
    assert told_of(made.folder, b"other margins\n") == {}
    assert told_of(tmp_path) == {}


def test_a_psu_that_nobody_listed_stands_against_freezing() -> None:
    """Weighting refuses it: in a frozen version it would come to light too late."""
    rows = {PSUS: [{"psu_id": "A"}, {"psu_id": "B"}], LISTING_UNITS: [{"psu_id": "A"}]}
    found = Gathered(rows, {}, {}, {}, None, 0, 0, 0, 0, ())  # type: ignore[arg-type]  # no office is asked
    assert [(matter.code, matter.n) for matter in matters(found, 0) if matter.stops and matter.n] == [
        ("psus_unlisted", 1)
    ]
