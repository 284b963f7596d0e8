"""Tables that people give back as CSV: a spreadsheet has saved them with commas, semicolons or tabs."""

import csv
from pathlib import Path

SEPARATORS = ",;\t"


def read_saved(path: Path) -> list[dict[str, str]]:
    """The rows of a table, cells as written, "" where empty; none where the file does not read as a CSV in UTF-8."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = max(SEPARATORS, key=file.readline().count)
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter=separator, strict=True, restkey="", restval=""))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return [{column: cell for column, cell in row.items() if column} for row in rows]
