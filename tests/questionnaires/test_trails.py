"""Trails of interviews: what they tell about time, and that nothing in them is ever fatal."""

import pytest

from questionnaires.trails import measured, read_trail

HEAD = "event,node,start,end\n"


def trail(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n").encode()


SECOND = 1000


def at(second: float) -> int:
    return 1_764_000_000_000 + round(second * SECOND)


def screen(node: str, start: float, end: float | None) -> str:
    return f"question,{node},{at(start)},{'' if end is None else at(end)}"


def event(name: str, second: float, node: str = "") -> str:
    return f"{name},{node},{at(second)},"


def test_time_counts_while_a_screen_is_there() -> None:
    found = measured(
        read_trail(
            trail(
                event("form start", 0),
                screen("/data/g_id/age", 0, 10),
                screen("/data/g_main/g_demo/sex", 10, 14),
                screen("/data/g_main/g_demo/marital", 14, 20),
                event("form finalize", 21),
            )
        )
    )
    assert found is not None
    assert (found.whole.active, found.whole.pauses) == (20 * SECOND, 0)
    assert (found.whole.started, found.ended) == (at(0), at(21))
    assert {name: one.active for name, one in found.sections.items()} == {"g_id": 10 * SECOND, "g_demo": 10 * SECOND}


def test_time_hidden_or_away_is_a_pause() -> None:
    found = measured(
        read_trail(
            trail(
                screen("/data/g/a", 0, 100),
                event("hide", 20, "/data/g/a"),
                event("pause", 25),
                event("resume", 60),
                event("unhide", 70),
            )
        )
    )
    assert found is not None
    assert (found.whole.active, found.whole.pauses) == (60 * SECOND, 1)


def test_a_screen_where_nothing_happened_for_long_counts_five_minutes_and_a_pause() -> None:
    found = measured(read_trail(trail(screen("/data/g/a", 0, 4000))))
    assert found is not None
    assert (found.whole.active, found.whole.pauses) == (300 * SECOND, 1)


def test_a_tablet_that_died_says_nothing_about_the_screen_it_died_on() -> None:
    died, again = screen("/data/g/a", 0, None), screen("/data/g/a", 90_000, 90_005)
    found = measured(read_trail(trail(died, event("form resume", 90_000), again)))
    assert found is not None
    assert (found.whole.active, found.whole.edits) == (5 * SECOND, 1)


def test_jumps_and_questions_seen_again_are_counted() -> None:
    found = measured(
        read_trail(trail(screen("/data/g/a", 0, 1), event("jump", 1, "/data/g/a"), screen("/data/g/a", 1, 2)))
    )
    assert found is not None
    assert (found.whole.jumps, found.whole.edits, found.sections["g"].jumps) == (1, 1, 1)


def test_answers_that_a_trail_repeats_are_not_read() -> None:
    told = f"event,node,start,end,old-value,new-value\nquestion,/data/g/a,{at(0)},{at(1)},secret,more\n".encode()
    assert "secret" not in repr(read_trail(told))


def test_collect_writes_which_instance_of_a_repeat() -> None:
    found = measured(read_trail(trail(screen("/data/roster[2]/m_age", 0, 3))))
    assert found is not None
    assert set(found.sections) == {"roster"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00nonsense",
        HEAD.encode() * 2,
        b'event,node,start,end\n"unclosed,/data/a,1',
        b"event,node,start,end\nquestion,/data/g/a,yesterday,today\n",
        b"event,node,start,end\nquestion,/data/g/a,-5,\nquestion,/data/g/a,99999999999999999999,\n",
        b"node\nquestion\n",
        b"event,node,start,end\n" + b"x" * 200_000 + b"\n",
        b"\0" * 100,
    ],
)
def test_nothing_is_fatal_and_no_time_is_invented(content: bytes) -> None:
    assert measured(read_trail(content)) is None


def test_lines_that_are_none_are_counted_and_the_others_stand() -> None:
    found = read_trail(trail(screen("/data/g/a", 0, 1), "question,/data/g/b,soon,later", ""))
    assert (len(found.events), found.unreadable) == (1, 1)
