"""One publication, built once from invented estimates."""

from pathlib import Path

import pytest

from reports.building import build_publication
from reports.tunisia import CONTENT
from tests.reports.builders import write_chain


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    build_publication(*write_chain(home), home / "report", CONTENT)
    return home / "report"
