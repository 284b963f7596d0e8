"""Forms that somebody wrote to do harm, or larger than anybody meant: text stays text, and the tablet goes on."""

import pytest

from tests.survey_api.tablet.filling.builders import choices, new_draft, question, written
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser
HARM = "&lt;img src=x onerror=&quot;window.harmed=1&quot;&gt;&lt;script&gt;window.harmed=1&lt;/script&gt;"
SPOKEN = '<img src=x onerror="window.harmed=1">'


def test_what_looks_like_a_page_in_a_label_is_shown_as_text(tablet: Tablet) -> None:
    listed = choices("1", **{"2": HARM})
    form = written(
        "<a.b/><c-d/>",
        '<bind nodeset="/data/a.b" type="string"/><bind nodeset="/data/c-d" type="string"/>',
        question("/data/a.b", f"{HARM}<hint>{HARM}</hint>") + question("/data/c-d", HARM, "select1", listed),
    )
    tablet.open(form, new_draft(form), "fr")
    tablet.page.wait_for_selector(".question")
    assert SPOKEN in tablet.page.inner_text(".screen")
    tablet.page.fill(".typed", SPOKEN)
    tablet.page.click("[data-do=next]")
    tablet.page.wait_for_selector(".choice")
    assert SPOKEN in tablet.page.inner_text(".screen")
    tablet.page.wait_for_selector(".kept[data-state=saved]")
    assert "&lt;img src=x" in tablet.kept["instance"]
    assert tablet.page.evaluate(
        "[window.harmed ?? null, document.querySelectorAll('.filling img, .filling script').length]"
    ) == [None, 0]
