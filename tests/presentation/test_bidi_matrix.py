"""What readers see where numbers meet Arabic, measured in a browser: no range, sign or fraction turns round."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, sync_playwright

from presentation.numbers import COUNT, PERCENT, html_numbers
from tests.browser import CHROMIUM, NO_SANDBOX

pytestmark = pytest.mark.browser

NUMBERS = html_numbers("ar")
RANGE = NUMBERS.interval(0.165, 0.30, PERCENT)
MATRIX = {
    "a range after an Arabic letter": (f"معدل {RANGE} سنة", "16,5 – 30,0"),
    "a range at the start of a cell": (f"{NUMBERS.code('15–24')} سنة", "15–24"),
    "a negative number alone": (NUMBERS.bare(-0.125, PERCENT), "−12,5"),
    "a negative number after Arabic": (f"الفارق {NUMBERS.bare(-0.125, PERCENT)}", "−12,5"),
    "a page among pages": (f"صفحة {NUMBERS.code('2 / 97')}", "2 / 97"),
    "a large number": (f"عدد {NUMBERS.bare(1234567, COUNT)} شخص", "1.234.567"),
    "per cent in a sentence": (f"تمثل النساء {NUMBERS.full(0.412, PERCENT)} منهم", "41,2%"),
}

ORDER = """
(wanted) => {
  const box = document.querySelector("bdi"), text = box.firstChild, range = document.createRange();
  const at = [...text.data].map((letter, n) => {
    range.setStart(text, n); range.setEnd(text, n + 1);
    return [range.getBoundingClientRect().left, letter];
  });
  return at.sort((a, b) => a[0] - b[0]).map(pair => pair[1]).join("").replaceAll("\\u00a0", " ");
}
"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize("case", MATRIX)
def test_numbers_read_from_left_to_right_in_an_arabic_sentence(case: str, page: Page) -> None:
    html, expected = MATRIX[case]
    page.set_content(f'<html lang="ar" dir="rtl"><p>{html}</p></html>')
    assert page.evaluate(ORDER, expected) == expected


def test_an_arabic_date_reads_from_right_to_left(page: Page) -> None:
    page.set_content(f'<html lang="ar" dir="rtl"><p>يوم {NUMBERS.date(date(2026, 7, 25))}</p></html>')
    assert page.locator("bdi").get_attribute("dir") == "rtl"
