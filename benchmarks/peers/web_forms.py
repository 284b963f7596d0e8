"""The peer in the browser: ODK's own component (Vue), fetched by npm into a folder of this run; absent without npm."""

import shutil
import subprocess
import tarfile
from pathlib import Path

PACKAGES = ("@getodk/web-forms@0.22.0", "vue@3.5.45")
NAME = "ODK Web Forms 0.22.0 (Vue 3.5)"
ABSENT = "absent: no npm, or no registry that it reaches"
RUNTIME = "vue.runtime.esm-browser.prod.js"
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>peer</title><link rel="icon" href="data:,">
<script type="importmap">{"imports": {"vue": "./vue.js"}}</script>
<div id="form"></div>
<script type="module">
import { createApp, h } from "vue";
import { OdkWebForm, webFormsPlugin } from "./index.js";
const formXml = await (await fetch("form.xml")).text();
const fetchFormAttachment = () => Promise.resolve(new Response("", { status: 404 }));
createApp({ render: () => h(OdkWebForm, { formXml, fetchFormAttachment, missingResourceBehavior: "BLANK" }) })
  .use(webFormsPlugin)
  .mount("#form");
</script></html>
"""
FIRST_QUESTION = ".question-container"


def put(folder: Path) -> bool:
    """Put the component, Vue and the page ``peer.html`` into a folder; False where they cannot be had."""
    if shutil.which("npm") is None:
        return False
    try:
        subprocess.run(["npm", "pack", "--silent", *PACKAGES], cwd=folder, check=True, capture_output=True, timeout=120)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    for archive in folder.glob("*.tgz"):
        _unpack(archive, folder)
    (folder / "peer.html").write_text(PAGE, encoding="utf-8")
    return (folder / "vue.js").is_file() and (folder / "index.js").is_file()


def weight(folder: Path) -> list[Path]:
    """The files that a tablet would fetch to show the first question."""
    return [folder / "vue.js", *sorted(folder.glob("index*.js"))]


def _unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            name = Path(member.name)
            if name.parent != Path("package/dist") or name.suffix != ".js":
                continue
            content = packed.extractfile(member)
            if content is None or (name.name.startswith("vue") and name.name != RUNTIME):
                continue
            wanted = "vue.js" if name.name == RUNTIME else name.name
            (folder / wanted).write_bytes(content.read())
