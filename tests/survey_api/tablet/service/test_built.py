"""What tablets fetch was built from the source that is here, and is short enough for a slow network."""

import gzip

from survey_api.tablet.building import built_from, source_digest
from survey_api.tablet.serving import CLIENT, read_application

MOST = 60_000  # bytes of ours, packed one by one, as they are sent
MOST_OF_ENGINE = 300_000


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def test_the_build_is_of_this_source() -> None:
    assert built_from() == source_digest(), "the source has changed since: make tablet"


def test_scripts_and_styles_of_the_source_are_served_as_built_only() -> None:
    served, source = read_application(), read_application(built=None)
    assert "app/main.js" in served.files
    assert "app/today.js" in source.files.keys() - served.files.keys()
    assert served.version != source.version


def test_everything_of_ours_is_within_its_budget() -> None:
    served = read_application()
    ours = [
        one.content for path, one in served.files.items() if path.endswith((".js", ".css")) and "vendor" not in path
    ]
    lasting = [one.content for path, one in served.at_root.items() if path.endswith((".html", ".js"))]
    assert sum(map(packed, [*ours, *lasting])) <= MOST
    engine = CLIENT / "vendor" / "xforms-engine.js"
    assert packed(engine.read_bytes()) <= MOST_OF_ENGINE
