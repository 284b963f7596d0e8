"""The rules of the house that a reader could check by hand, checked each time."""

import os
import re
import statistics
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from presentation.messages import catalogue, placeholders
from presentation.text import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("presentation", "questionnaires", "weighting", "analysis", "reports", "survey_api", "simulation")
TRACKED_WORDS = re.compile(r"\b(TODO|FIXME|XXX)\b")
REGISTRY_HOSTS = re.compile(r"py[p]i\.org|registry\.np[m]js|deb\.debia[n]|pythonhoste[d]")


def modules() -> Iterator[Path]:
    yield ROOT / "amem.py"
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)


def test_no_module_is_longer_than_400_lines() -> None:
    too_long = {str(path.relative_to(ROOT)): n for path in modules() if (n := _lines(path)) > 400}
    assert too_long == {}


def test_the_median_module_is_under_120_lines() -> None:
    assert statistics.median(_lines(path) for path in modules()) < 120


def test_every_module_says_what_it_is_for_in_its_first_line() -> None:
    silent = [str(path.relative_to(ROOT)) for path in modules() if not path.read_text().lstrip().startswith('"""')]
    assert silent == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    unfinished = [str(path.relative_to(ROOT)) for path in modules() if TRACKED_WORDS.search(path.read_text())]
    assert unfinished == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_carry_hashes_and_name_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "--hash=sha256:" in text
    assert not REGISTRY_HOSTS.search(text)


def test_every_message_exists_in_each_language() -> None:
    silent = [
        code for code, text in catalogue().items() if not all(text.in_(language).strip() for language in LANGUAGES)
    ]
    assert silent == []


def test_every_message_asks_for_the_same_values_in_each_language() -> None:
    def asked(code: str) -> set[frozenset[str]]:
        return {placeholders(catalogue()[code].in_(language)) for language in LANGUAGES}

    assert [code for code in catalogue() if len(asked(code)) > 1] == []


def test_the_service_starts_without_the_libraries_of_the_statistics() -> None:
    heavy = ("pandas", "statsmodels", "scipy", "pyarrow", "pyxform", "samplics", "polars")
    script = f"import sys, survey_api.app, survey_api.serving; print(sorted(set({heavy!r}) & set(sys.modules)))"
    asked = subprocess.run(["python", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env=_path())
    assert asked.stdout.strip() == "[]"


def test_arrows_between_packages_point_one_way() -> None:
    linted = subprocess.run(
        ["lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, env=_path()
    )
    assert linted.returncode == 0, linted.stdout


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    heavy = ("pandas", "statsmodels", "scipy", "pyarrow", "fastapi", "pyxform", "samplics")
    script = (
        "import sys; from click.testing import CliRunner; import amem; "
        "result = CliRunner().invoke(amem.main, ['--help']); assert result.exit_code == 0, result.output; "
        f"print(sorted(set({heavy!r}) & set(sys.modules)))"
    )
    asked = subprocess.run(["python", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env=_path())
    assert asked.stdout.strip() == "[]"


def test_direct_dependencies_are_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {re.split(r"[\[<>=;]", line)[0].strip() for line in project["project"]["dependencies"]}
    explained = Counter(
        name
        for decision in (ROOT / "docs" / "decisions").glob("*.md")
        for name in names
        if f"`{name}`" in decision.read_text()
    )
    assert names - set(explained) == set()


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _path() -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def test_engines_never_name_the_content_of_a_survey() -> None:
    content = re.compile(r"^\s*(from|import) \w+(\.\w+)*\.tunisia", re.MULTILINE)
    knowing = [
        str(path.relative_to(ROOT))
        for path in modules()
        if "tunisia" not in path.parts and path.name != "amem.py" and content.search(path.read_text())
    ]
    assert knowing == []
