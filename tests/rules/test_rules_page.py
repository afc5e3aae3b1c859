"""The contributors' page of rules is made from the rules themselves, and stands in no reader's way."""

from __future__ import annotations

from bs4 import BeautifulSoup
from rules import RULES


def read(website, name):
    return BeautifulSoup((website / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_every_rule_is_there_with_what_it_asks_and_an_example_to_follow(website):
    page = read(website, "contributing/rules").article
    for name, rule in RULES.items():
        section = page.find(id=f"rule-{name}")
        words = " ".join(section.p.get_text().replace("’", "'").split())  # Sphinx sets them as printers do
        assert words.startswith(" ".join(rule.text.replace("`", "").split()))
        *_, good = section.find_all("pre")
        assert good.get_text().rstrip("\n") == rule.good.rstrip("\n")


def test_a_rule_that_stops_nothing_says_so(website):
    page = read(website, "contributing/rules").article
    for name, rule in RULES.items():
        assert ("This is a note" in page.find(id=f"rule-{name}").p.get_text()) == rule.note


def test_readers_are_not_led_there(website):
    sidebar = read(website, "index").find(class_="sidebar-tree")
    assert not [link for link in sidebar.find_all("a") if "contributing" in link["href"]]
