"""JavaRosa, the engine of ODK Collect, timed inside its virtual machine; it comes with pyxform, in ODK Validate."""

import shutil
import statistics
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyxform

from benchmarks.measuring import Timing

JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
SOURCE = Path(__file__).parent / "CheckRecords.java"


def available() -> bool:
    """Whether a JDK is there."""
    return shutil.which("javac") is not None and shutil.which("java") is not None


def name() -> str:
    """JavaRosa with the version that the archive carries."""
    with zipfile.ZipFile(JAR) as archive:
        told = archive.read("META-INF/maven/org.getodk/javarosa/pom.properties").decode()
    version = next((line.partition("=")[2] for line in told.splitlines() if line.startswith("version=")), "")
    return f"JavaRosa {version}".strip()


@dataclass(frozen=True)
class Measured:
    """Seconds for the form, seconds for one pass over all records, and how many records it refused."""

    form: Timing[None]
    records: Timing[None]
    refused: int


def measure(xform: bytes, records: Sequence[bytes], folder: Path, repeats: int) -> Measured:
    """Compile and check in one virtual machine. ``folder`` must exist."""
    (folder / "form.xml").write_bytes(xform)
    for number, record in enumerate(records):
        (folder / "records").mkdir(exist_ok=True)
        (folder / "records" / f"{number:05}.xml").write_bytes(record)
    subprocess.run(["javac", "-cp", str(JAR), "-d", str(folder), str(SOURCE)], check=True, capture_output=True)
    command = ["java", "-Duser.timezone=Africa/Tunis", "-cp", f"{JAR}:{folder}", "CheckRecords"]
    command += [str(folder / "form.xml"), str(folder / "records"), str(repeats)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    lines = [line.split() for line in told if line]
    form = [float(line[1]) for line in lines if line[0] == "form"]
    passes = [float(line[1]) for line in lines if line[0] == "records"]
    refused = next(int(line[2]) for line in lines if line[0] == "records")
    return Measured(_timing(form), _timing(passes), refused)


def _timing(taken: Sequence[float]) -> Timing[None]:
    return Timing(taken[0], statistics.median(taken[1:]), None)
