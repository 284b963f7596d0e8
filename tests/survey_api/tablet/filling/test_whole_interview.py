"""The released individual interview, led on the screen to its end and checked as the service checks it."""

import pytest

from questionnaires.checking import check
from questionnaires.records import read_record
from tests.questionnaires.builders import form_of
from tests.survey_api.tablet.driving import screen
from tests.survey_api.tablet.filling.builders import ID, INDIVIDUAL, PROTECTION, new_draft, released
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

AN_EMPLOYEE = {
    "/data/g_id/gov": "TN-21",
    "/data/g_id/itw_interp": "0",
    "/data/g_id/consent": "1",
    "/data/g_id/age": "34",
    "/data/g_id/consent_sens": "1",
    "/data/g_main/g_mig/arr_year": "2025",
    "/data/g_main/g_mig/arr_month": "3",
    "/data/g_main/g_mig/mig_forwork": "1",
    "/data/g_main/alone_legal": "1",
    "/data/g_main/g_first/fj_any": "1",
    "/data/g_main/g_first/fj_year": "2025",
    "/data/g_main/g_first/fj_month": "4",
    "/data/g_main/g_first/g_cost/rc_agent": "-8",
    "/data/g_main/g_lf/atw_pay": "1",
    "/data/g_main/g_job/mjd_status": "1",
    "/data/g_main/g_inc/inc_amount": "850,5",
    "/data/g_main/g_osh/alone_fl": "1",
    "/data/g_main/alone_rights": "1",
}


def test_the_whole_interview_in_french_killed_in_the_middle_comes_back_on_its_question(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr", protection=PROTECTION)
    before = tablet.fill(AN_EMPLOYEE, until="/data/g_main/g_job/mjj_tasks")
    kept = tablet.killed()
    tablet.open(form, kept, "fr", protection=PROTECTION)
    assert screen(tablet.page) == "/data/g_main/g_job/mjj_tasks"
    after = tablet.fill(AN_EMPLOYEE)
    assert len(before) + len(after) > 130
    finished = tablet.finish()
    record = read_record(finished["xml"].encode())
    assert check(form_of(INDIVIDUAL), record).problems == ()
    assert record.instance_id == ID
    assert "<inc_amount>850.5</inc_amount>" in finished["xml"]
    assert "<unit_id>TN111-001-7</unit_id>" in finished["xml"]
    trail = next(file["text"] for file in finished["files"] if file["name"] == "audit.csv").splitlines()
    assert trail[0] == "event,node,start,end"
    assert {"form start", "question", "group questions", "form resume", "form finalize"} <= {
        line.split(",")[0] for line in trail[1:]
    }
    assert all(line.split(",")[1] == "" or line.split(",")[1].startswith("/data/") for line in trail[1:])


def test_the_whole_interview_in_arabic_begun_in_french_keeps_its_answers(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr", protection=PROTECTION)
    tablet.fill(AN_EMPLOYEE, until="/data/g_main/g_demo/marital")
    tablet.page.click("[data-do=back]")
    tablet.page.select_option(".language", "ar")
    tablet.page.wait_for_function("() => document.documentElement.dir === 'rtl'")
    tablet.page.wait_for_function("() => document.querySelector('h1').textContent === 'الجنس'")
    assert tablet.page.is_checked(".choice >> nth=0 >> input")
    tablet.fill({**AN_EMPLOYEE, "/data/g_main/g_inc/inc_amount": "٨٥٠٫٥"})
    finished = tablet.finish()
    record = read_record(finished["xml"].encode())
    assert check(form_of(INDIVIDUAL), record).problems == ()
    assert "<age>34</age>" in finished["xml"]
    assert "<inc_amount>850.5</inc_amount>" in finished["xml"]
