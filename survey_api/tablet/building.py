"""Builds what tablets fetch out of the source in ``client/``: modules joined and made short, so that it costs little.

``make tablet`` after every change of a script or a style; it needs Node. What it makes is kept beside the source, with
the digest of the source it was made from: users need no Node, and a stale build is noticed.
"""

import hashlib
import shutil
import subprocess
from pathlib import Path

from survey_api.tablet.serving import BUILT, CLIENT, is_built

ESBUILD = "esbuild@0.25.12"
ENTRIES = ("app/main.js", "filling/filling.js", "filling/position.js")
STYLES = ("style/tablet.css", "style/filling.css")
SOURCE = "SOURCE"  # the file that names the digest of the source


def source_digest(client: Path = CLIENT) -> str:
    """What tells one state of the scripts and styles from another."""
    whole = hashlib.sha256()
    for path in sorted(client.rglob("*")):
        name = path.relative_to(client).as_posix()
        if is_built(name):
            content = path.read_bytes()
            whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def built_from(built: Path = BUILT) -> str:
    """The digest of the source of the build that is there; empty where there is none."""
    told = built / SOURCE
    return told.read_text(encoding="ascii").strip() if told.is_file() else ""


def build(client: Path = CLIENT, built: Path = BUILT) -> None:
    """Make the build anew. Raises CalledProcessError where esbuild refuses."""
    if built.exists():
        shutil.rmtree(built)
    common = ["npx", "--yes", ESBUILD, "--minify", "--target=chrome90", f"--outdir={built}", f"--outbase={client}"]
    scripts = ["--bundle", "--splitting", "--format=esm", "--external:../vendor/*", "--external:../../vendor/*"]
    entries = [str(client / entry) for entry in ENTRIES]
    subprocess.run([*common, *scripts, "--chunk-names=shared/[name]-[hash]", *entries], check=True)  # noqa: S603
    styles = ["--bundle", "--external:/static/*", "--external:*.woff2"]
    subprocess.run([*common, *styles, *(str(client / style) for style in STYLES)], check=True)  # noqa: S603
    (built / SOURCE).write_text(source_digest(client) + "\n", encoding="ascii")


if __name__ == "__main__":
    build()
