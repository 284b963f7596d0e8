"""What the tablet's application consists of, read once: files, words and fonts under one version.

The version is a digest of everything that is served, so that no file of it can change without another name. What
stands in ``client/`` at the root (the page, the worker, the manifest) is served under one lasting address, with
``{version}`` in it replaced; in the worker only where it stands in quotes, a word of its own.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import presentation
from presentation.messages import catalogue
from presentation.text import LANGUAGES

CLIENT = Path(__file__).parent / "client"
BUILT = Path(__file__).parent / "built"  # scripts and styles of ``client/``, joined and made short: see building.py
FONTS = Path(presentation.__file__).parent / "static" / "fonts"
PREFIX = "/tablet/v"
TOPIC = "tablet"  # words of this topic of the catalogue, and of those that begin with it
KINDS: Mapping[str, str] = {  # by the end of the name; nothing else is served
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".LICENSE": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
PACKED = frozenset({".css", ".html", ".js", ".json", ".LICENSE", ".svg", ".webmanifest"})  # the rest is so already
LENGTH = 12  # hexadecimal digits of a version


@dataclass(frozen=True)
class ServedFile:
    """One file: its bytes, and the same packed where that makes it shorter to send."""

    content: bytes = field(repr=False)
    kind: str
    packed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Application:
    """One version of the tablet's application."""

    version: str
    files: Mapping[str, ServedFile]  # by their path within the version
    at_root: Mapping[str, ServedFile]  # index.html, worker.js, manifest.webmanifest, version.json


class CurrentApplication:
    """The application that is served now, read when it is first asked for."""

    def __init__(self, read: Callable[[], Application]) -> None:
        self._read = read
        self._found: Application | None = None

    def __call__(self) -> Application:
        """The application; two that ask first at the same moment both read it."""
        found = self._found or self._read()
        self._found = found
        return found


def read_application(client: Path = CLIENT, fonts: Path = FONTS, built: Path | None = BUILT) -> Application:
    """Everything the tablet runs, from the folder of its source, the catalogue and the fonts.

    What was built stands in for the scripts and styles of the source; without it they are served as they were written.
    """
    sources = _sources(client)
    if built is not None and built.is_dir():
        sources = {path: content for path, content in sources.items() if not is_built(path)} | _sources(built)
    lasting = {path: content for path, content in sources.items() if "/" not in path}
    versioned = {path: content for path, content in sources.items() if "/" in path} | _words()
    letters = {f"/static/fonts/{path.name}": path.read_bytes() for path in sorted(fonts.glob("*.woff2"))}
    version = _digest({**lasting, **versioned, **letters})
    addresses = [f"{PREFIX}/{version}/{path}" for path in sorted(versioned) if not path.endswith(".LICENSE")]
    listed = json.dumps({"version": version, "files": [*addresses, *letters]}).encode()
    at_root = {path: _versioned(path, content, version) for path, content in lasting.items()}
    return Application(
        version,
        {path: _served(path, content) for path, content in versioned.items()},
        {path: _served(path, content) for path, content in {**at_root, "version.json": listed}.items()},
    )


def is_built(path: str) -> bool:
    """Whether a file of the source is one that building takes up: a script or style of ours that has a version."""
    return path.endswith((".js", ".css")) and "/" in path and not path.startswith("vendor/")


def _sources(client: Path) -> dict[str, bytes]:
    paths = sorted(path for path in client.rglob("*") if path.is_file() and _ending(path.name) in KINDS)
    return {path.relative_to(client).as_posix(): path.read_bytes() for path in paths}


def _words() -> dict[str, bytes]:
    """The wordings of the tablet, a file a language: code to sentence, with its ``{placeholders}``."""
    ours = {code: text for code, text in catalogue().items() if code.partition(".")[0].split("_")[0] == TOPIC}
    return {
        f"words/{language}.json": json.dumps(
            {code: text.in_(language) for code, text in sorted(ours.items())}, ensure_ascii=False
        ).encode()
        for language in LANGUAGES
    }


def _digest(contents: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for path in sorted(contents):
        whole.update(f"{path}\0{len(contents[path])}\0".encode() + contents[path])
    return whole.hexdigest()[:LENGTH]


def _versioned(path: str, content: bytes, version: str) -> bytes:
    if path.endswith(".js"):
        return content.replace(b'"{version}"', f'"{version}"'.encode())
    return content.replace(b"{version}", version.encode())


def _served(path: str, content: bytes) -> ServedFile:
    ending = _ending(path)
    packed = gzip.compress(content, mtime=0) if ending in PACKED else content
    return ServedFile(content, KINDS[ending], packed if len(packed) < len(content) else None)


def _ending(path: str) -> str:
    return path[path.rfind(".") :] if "." in path else ""
