"""How an effect may be worded follows from how certain it is: each word is tried at each level, in and below the answer."""

import pytest
from rules import check

from tests.rules.test_rules import FRONT_MATTER, PARTS, page, site

WORDS = {
    "The treatment reduces pain": {"high"},
    "The treatment probably reduces pain": {"high", "moderate"},
    "The treatment likely reduces pain": {"high", "moderate"},
    "The treatment may reduce pain": {"high", "moderate", "low"},
    "The treatment can also ease pain": {"high", "moderate", "low"},
    "We are very uncertain whether the treatment reduces pain": {"high", "moderate", "low", "very-low"},
    "People say that the treatment works": {"high", "moderate", "low", "very-low"},
}
"""A sentence -> the levels at which the short answer may say so."""


def too_sure(level, section, sentence):
    """What the rule says of a page of that certainty whose section says so."""
    end = "." if section == "In short" else " {cite:p}`dean2021`."
    parts = PARTS | {"In short": "Nobody knows whether it helps."} | {section: sentence + end}
    text = page(FRONT_MATTER.replace("low", level), parts=parts)
    found = check(site(text=text))
    return [each.message for each in found if each.rule == "wording-fits-the-certainty"]


@pytest.mark.parametrize("level", ["high", "moderate", "low", "very-low"])
@pytest.mark.parametrize("sentence", WORDS)
def test_the_short_answer_is_worded_as_the_certainty_of_its_page_allows(level, sentence):
    assert bool(too_sure(level, "In short", sentence)) == (level not in WORDS[sentence])


@pytest.mark.parametrize("sentence", WORDS)
def test_elsewhere_a_page_of_very_low_certainty_may_say_may(sentence):
    """Only the short answer speaks for the page as a whole."""
    assert bool(too_sure("very-low", "What the research shows", sentence)) == ("low" not in WORDS[sentence])


def test_it_is_the_treatment_in_the_short_answer_and_anything_elsewhere():
    assert too_sure("low", "In short", "It reduces pain") != []
    assert too_sure("low", "What the research shows", "It reduces pain") == []


def test_what_is_too_sure_is_quoted_with_what_to_write():
    [message] = too_sure("very-low", "In short", "The treatment may reduce pain")
    assert message.startswith(
        "“The treatment may reduce” is too sure for very low certainty: write it as “we are very uncertain"
    )
