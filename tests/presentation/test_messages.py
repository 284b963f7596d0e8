"""Wordings filled in."""

import pytest

from presentation.messages import say
from presentation.text import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_outside_repeats_leaves_no_gap_in_its_sentence(language: Language) -> None:
    sentence = say("checks.required", language, {"question": "age", "position": ""})
    assert "  " not in sentence
    assert "” :" not in sentence
    assert "[2.1]" in say("checks.required", language, {"question": "age", "position": "[2.1]"})
