"""Fills in any form on the tablet's screen: what is wanted by path, otherwise the first answer that is accepted.

``answer_screens(page, wanted)`` answers the screen that is up, touches *next*, and so on to the end. It looks only at
what an interviewer sees, so that it can lead an interview in any language.
"""

from collections.abc import Mapping, Sequence

from playwright.sync_api import ElementHandle, Page

Answer = str | Sequence[str]
Wanted = Mapping[str, Answer]  # by the path of the question (/data/g_id/age), or by reference for one instance
END = "#end"
MOST_SCREENS = 1_000
TURNED = """here => document.querySelector('.screen').dataset.screen !== here
  || document.querySelector('.question.is-wrong')"""
CHOOSE = """(question, [wanted, attempt]) => {
  const search = question.querySelector('input[type=search]');
  if (search && search.value) { search.value = ''; search.dispatchEvent(new Event('input')); }
  const boxes = () => [...question.querySelectorAll('.choices input')];
  const lacks = code => !boxes().some(box => box.value === code);
  if (wanted && wanted.some(lacks)) question.querySelector('.long-list > .button')?.click();
  const codes = wanted ?? boxes().slice(attempt, attempt + 1).map(box => box.value);
  const several = question.dataset.kind === 'many';
  if (several) for (const box of boxes()) if (box.checked && !codes.includes(box.value)) box.click();
  for (const code of codes) {
    const box = boxes().find(one => one.value === code);
    if (!box) return code;
    if (!box.checked) box.click();
  }
  return null;
}"""
NUMBERS = ("1", "0", "30", "2020", "5", "12", "1990", "100")


class NothingAccepted(AssertionError):
    """No answer that was tried lets the interview go on."""


def answer_screens(page: Page, wanted: Wanted, until: str | None = None) -> list[str]:
    """Answer to the end, or until the screen of the question with this path; the paths asked, in order."""
    asked: list[str] = []
    for _ in range(MOST_SCREENS):
        if screen(page) == END or (until and any(path == until for path, _ in questions(page))):
            return asked
        asked += [path for path, _ in questions(page)]
        answer_screen(page, wanted)
    raise NothingAccepted(screen(page))


def screen(page: Page) -> str:
    """The name of the screen that is up."""
    return page.get_attribute(".screen", "data-screen") or ""


def questions(page: Page) -> list[tuple[str, str]]:
    """Path and kind of the questions that the screen shows now."""
    shown: list[tuple[str, str]] = page.eval_on_selector_all(
        ".screen .question[data-path]:not([hidden])", "all => all.map(one => [one.dataset.path, one.dataset.kind])"
    )
    return [(path, kind) for path, kind in shown]


def answer_screen(page: Page, wanted: Wanted) -> None:
    """Answer every question of the screen and go on; where the first try is refused, try others."""
    here = screen(page)
    for attempt in range(len(NUMBERS)):
        for question in page.query_selector_all(".screen .question[data-path]:not([hidden])"):
            _answer(question, wanted, attempt)
        if go_on(page, here):
            return
    told = page.eval_on_selector_all(".screen .message", "all => all.map(one => one.textContent)")
    raise NothingAccepted(f"{here}: {' '.join(told)}")


def go_on(page: Page, here: str) -> bool:
    """Touch *next*; whether another screen came up."""
    page.click("[data-do=next]")
    page.wait_for_function(TURNED, arg=here)
    return screen(page) != here


def _answer(question: ElementHandle, wanted: Wanted, attempt: int) -> None:
    kind, path = question.get_attribute("data-kind") or "", question.get_attribute("data-path") or ""
    given = wanted.get(question.get_attribute("data-reference") or "", wanted.get(path))
    if attempt and given is None and "is-wrong" not in (question.get_attribute("class") or ""):
        return
    if kind in ("one", "many"):
        _choose(question, given, attempt)
    elif kind in ("whole", "decimal"):
        give_number(question, str(given) if given is not None else NUMBERS[attempt])
    elif kind == "text":
        box = question.query_selector(".typed:not(.comment *)")
        if box and given != "":
            box.fill(str(given) if given is not None else "xxx")
    elif kind in ("date", "time", "moment"):
        give_moment(question, kind, str(given) if given is not None else "03/05/1997 08:30")
    elif kind == "tick":
        _touch(question, "input")
    elif kind == "rank":
        _touch(question, ".ranking > .button")


def _touch(question: ElementHandle, selector: str) -> None:
    found = question.query_selector(selector)
    if found:
        found.evaluate("one => one.click()")


def _choose(question: ElementHandle, given: Answer | None, attempt: int) -> None:
    wanted = [given] if isinstance(given, str) else given
    missing = question.evaluate(CHOOSE, [wanted, attempt])
    if missing:
        raise NothingAccepted(f"{question.get_attribute('data-path')}: no choice {missing}")


def give_number(question: ElementHandle, text: str) -> None:
    """Type a number, or touch the button of a code (-8, -9) where there is one."""
    button = question.query_selector(f'[data-code="{text}"]')
    if button:
        if button.get_attribute("aria-pressed") != "true":
            button.click()
        return
    box = question.query_selector(".typed-number")
    if box:
        box.fill(text)


def give_moment(question: ElementHandle, kind: str, text: str) -> None:
    """Give 03/05/1997, 08:30 or both: the day first."""
    day, _, time = text.partition(" ")
    if kind != "time":
        number, month, year = day.split("/")
        _put(question, ".part-day input", str(int(number)))
        found = question.query_selector(".part-month select")
        if found:
            found.select_option(str(int(month)))
        _put(question, ".part-year input", year)
    if kind != "date":
        hours, minutes = (time or text).split(":")
        _put(question, ".part-hours input", hours)
        _put(question, ".part-minutes input", minutes)


def _put(question: ElementHandle, selector: str, text: str) -> None:
    box = question.query_selector(selector)
    if box:
        box.fill(text)
        box.dispatch_event("change")
