"""The tablet's application as the service hands it out: one name a content, nothing from elsewhere."""

import gzip
import json
from pathlib import Path

import pytest

from presentation.messages import catalogue
from survey_api.tablet.serving import Application, CurrentApplication, read_application
from tests.survey_api.builders import Field

PAGE = '<!doctype html><script type="module" src="/tablet/v/{version}/app/main.js"></script>'
WORKER = 'const VERSION = "{version}"; const {version} = {}; export {version};'


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A small application."""
    sources = {
        "index.html": PAGE,
        "worker.js": WORKER,
        "manifest.webmanifest": '{"icons": [{"src": "/tablet/v/{version}/app/icon.png"}]}',
        "app/main.js": "export const main = 1;\n" * 50,
        "app/icon.png": "not really",
        "vendor/README.md": "for readers of the source",
        "vendor/noble.LICENSE": "as it is",
    }
    for path, content in sources.items():
        target = tmp_path / "client" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    return tmp_path / "client"


@pytest.fixture
def fonts(tmp_path: Path) -> Path:
    folder = tmp_path / "fonts"
    folder.mkdir()
    (folder / "letters.woff2").write_bytes(b"letters")
    return folder


def served(tablet: Field, application: Application) -> str:
    """Have a service hand out this application; its version."""
    tablet.client.auth = None
    tablet.client.app.state.tablet = CurrentApplication(lambda: application)  # type: ignore[attr-defined]
    return application.version


def test_nothing_changes_without_another_version(client: Path, fonts: Path) -> None:
    versions = [read_application(client, fonts, None).version]
    for changed in ("index.html", "worker.js", "app/main.js", "vendor/noble.LICENSE"):
        (client / changed).write_text("other")
        versions.append(read_application(client, fonts, None).version)
    (fonts / "letters.woff2").write_bytes(b"other letters")
    versions.append(read_application(client, fonts, None).version)
    (client / "app" / "main.js").rename(client / "app" / "other.js")
    versions.append(read_application(client, fonts, None).version)
    assert len(set(versions)) == len(versions)


def test_the_same_files_are_the_same_version(client: Path, fonts: Path) -> None:
    assert read_application(client, fonts, None).version == read_application(client, fonts, None).version


def test_what_is_listed_is_everything_that_a_tablet_runs(tablet: Field, client: Path, fonts: Path) -> None:
    version = served(tablet, read_application(client, fonts, None))
    listed = tablet.client.get("/tablet/version.json").json()
    assert listed["version"] == version
    ours = [f"/tablet/v/{version}/{path}" for path in ("app/icon.png", "app/main.js")]
    words = [f"/tablet/v/{version}/words/{language}.json" for language in ("ar", "en", "fr")]
    assert listed["files"] == [*ours, *words, "/static/fonts/letters.woff2"]
    for address in [*ours, *words]:
        assert tablet.client.get(address).status_code == 200


def test_the_page_names_the_version_it_belongs_to(tablet: Field, client: Path, fonts: Path) -> None:
    version = served(tablet, read_application(client, fonts, None))
    assert tablet.client.get("/tablet/").text == PAGE.replace("{version}", version)
    assert f"/tablet/v/{version}/app/icon.png" in tablet.client.get("/tablet/manifest.webmanifest").text
    assert tablet.client.get("/tablet", follow_redirects=False).headers["Location"] == "/tablet/"


def test_a_worker_is_another_one_with_every_version(tablet: Field, client: Path, fonts: Path) -> None:
    version = served(tablet, read_application(client, fonts, None))
    worker = tablet.client.get("/tablet/worker.js")
    assert worker.text == f'const VERSION = "{version}"; const {{version}} = {{}}; export {{version}};'
    assert worker.headers["Content-Type"].startswith("text/javascript")


def test_a_file_of_a_version_is_kept_for_ever(tablet: Field, client: Path, fonts: Path) -> None:
    version = served(tablet, read_application(client, fonts, None))
    answer = tablet.client.get(f"/tablet/v/{version}/app/main.js")
    assert "immutable" in answer.headers["Cache-Control"]
    for other in (f"{version[:-1]}x/app/main.js", f"{version}/app/none.js", f"{version}/../index.html", f"{version}/"):
        assert tablet.client.get(f"/tablet/v/{other}").status_code == 404


def test_what_has_one_address_is_asked_for_each_time_and_sent_once(tablet: Field, client: Path, fonts: Path) -> None:
    served(tablet, read_application(client, fonts, None))
    for path in ("", "worker.js", "manifest.webmanifest", "version.json"):
        first = tablet.client.get(f"/tablet/{path}")
        assert first.headers["Cache-Control"] == "no-cache"
        again = tablet.client.get(f"/tablet/{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_texts_travel_packed_where_the_tablet_can_unpack_them(tablet: Field, client: Path, fonts: Path) -> None:
    application = read_application(client, fonts, None)
    version = served(tablet, application)
    packed = application.files["app/main.js"].packed
    assert packed is not None
    assert gzip.decompress(packed) == (client / "app" / "main.js").read_bytes()
    address = f"/tablet/v/{version}/app/main.js"
    assert tablet.client.get(address).headers["Content-Encoding"] == "gzip"
    plain = tablet.client.get(address, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == (client / "app" / "main.js").read_bytes()


def test_the_words_are_those_of_the_one_catalogue(client: Path, fonts: Path) -> None:
    application = read_application(client, fonts, None)
    for language in ("fr", "ar", "en"):
        words = json.loads(application.files[f"words/{language}.json"].content)
        assert words["tablet_service.code_unknown"] == catalogue()["tablet_service.code_unknown"].in_(language)
        assert not [code for code in words if not code.startswith("tablet")]


def test_the_application_may_reach_nobody_but_its_own_service(tablet: Field, client: Path, fonts: Path) -> None:
    served(tablet, read_application(client, fonts, None))
    for path in ("", "worker.js", "version.json", "v/none/none.js"):
        headers = tablet.client.get(f"/tablet/{path}").headers
        policy = dict(line.strip().split(" ", 1) for line in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["connect-src"] == "'self' data:"
        assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["Permissions-Policy"] == "camera=(self), microphone=(self), geolocation=(self)"
    assert "wasm" not in tablet.client.get("/").headers["Content-Security-Policy"]


def test_the_application_of_this_program_can_be_read() -> None:
    application = read_application()
    assert {"vendor/xforms-engine.js", "vendor/noble.js", "words/fr.json"} <= set(application.files)
