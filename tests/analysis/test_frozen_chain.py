"""From a frozen version to its figures: who reads them learns the version; what else goes in makes them provisional."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from analysis.files import read_collected, standing_of
from analysis.tunisia import CONTENT
from questionnaires.contracts import CASES, WEIGHTS
from questionnaires.files import read_manifest
from questionnaires.frozen import SEAL, FrozenBroken, Seal, digests_of, message_of
from reports.building import build_publication
from reports.tunisia import CONTENT as REPORT
from tests.analysis.test_files_and_command import write_exports
from tests.reports.builders import write_chain
from weighting.tunisia.recipe import CONTENT as WEIGHTING
from weighting.weigh import weigh_files

KEY = SigningKey(bytes(range(32)))  # of nobody


def sealed(folder: Path) -> Seal:
    files = digests_of(folder)
    public, signature = KEY.verify_key.encode().hex(), KEY.sign(message_of("1.0", files)).signature.hex()
    seal = Seal("1.0", files, public, signature)
    (folder / SEAL).write_text(seal.to_json(), encoding="utf-8")
    return seal


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports frozen with the policy parameters, and weights made from them."""
    folder = tmp_path_factory.mktemp("frozen")
    write_exports(folder / "exports")
    assert CONTENT.parameters_file is not None
    (folder / "exports" / "parameters").mkdir()
    shutil.copyfile(CONTENT.parameters_file, folder / "exports" / "parameters" / "parameters.toml")
    sealed(folder / "exports")
    weigh_files(folder / "exports", folder / "weights", WEIGHTING)
    return folder


def test_weights_and_figures_of_a_frozen_version_say_which(home: Path) -> None:
    told = read_manifest(home / "weights").facts["frozen"]
    assert (told["version"], len(told["digest"])) == ("1.0", 64)
    assert standing_of(read_collected(home / "exports", home / "weights"), CONTENT) == {"frozen": told}


def test_other_parameters_than_those_frozen_make_figures_provisional(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "parameters.toml"
    other.write_text("# others\n")
    content = replace(CONTENT, parameters_file=other)
    assert standing_of(read_collected(home / "exports", home / "weights"), content) == {"provisional": True}


def test_a_byte_that_changed_stops_weighing_and_reading(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "exports", tmp_path / "exports")
    path = tmp_path / "exports" / f"{CASES.name}.parquet"
    held = path.read_bytes()
    path.write_bytes(held[:100] + bytes([held[100] ^ 1]) + held[101:])
    with pytest.raises(FrozenBroken):
        weigh_files(tmp_path / "exports", tmp_path / "weights", WEIGHTING)
    assert not (tmp_path / "weights" / f"{WEIGHTS.name}.parquet").exists()
    with pytest.raises(FrozenBroken):
        read_collected(tmp_path / "exports", home / "weights")


def test_without_its_seal_a_version_is_nothing_but_an_export(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "exports", tmp_path / "exports")
    (tmp_path / "exports" / SEAL).unlink()
    weigh_files(tmp_path / "exports", tmp_path / "weights", WEIGHTING)
    assert "frozen" not in read_manifest(tmp_path / "weights").facts
    collected = read_collected(tmp_path / "exports", home / "weights")
    assert standing_of(collected, CONTENT) == {"provisional": True}
    assert "frozen" not in collected.facts


@pytest.mark.parametrize(
    ("file", "mark"), [("index.html", "PROVISOIRE"), ("ar/index.html", "مؤقت"), ("en/index.html", "PROVISIONAL")]
)
def test_a_page_from_no_frozen_version_carries_the_mark_on_screen_and_on_every_sheet(
    tmp_path: Path, file: str, mark: str
) -> None:
    build_publication(*write_chain(tmp_path), tmp_path / "report", REPORT)
    page = (tmp_path / "report" / file).read_text(encoding="utf-8")
    assert f'data-mark="{mark}"' in page
    assert f'@bottom-center {{ content: "{mark}"' in page
    assert mark in page[page.index("<title>") : page.index("</title>")]
    for other in (tmp_path / "report").rglob("*.html"):
        assert "data-mark=" in other.read_text(encoding="utf-8")
