"""{concern-cards}: the concerns on the landing page."""

CONF = 'extensions = ["myst_parser", "pages.concern_cards"]\n'
INDEX = "# Home\n\n```{concern-cards}\n```\n\n```{toctree}\nfaq/safety\nfaq/addiction\n```\n"
SAFETY = """---
certainty: very-low
checked: 2026-11-23
---
# Is it safe?

## In short

It can do harm, as Dr. Who said.
Nobody knows more.
"""
ADDICTION = (
    SAFETY.replace("very-low", "low").replace("Is it safe?", "Is it addictive?").replace("It can do harm", "It can be")
)


def cards(page):
    return [[p.get_text() for p in card("p")] for card in page.find("ul", "concern-cards")("li")]


def test_a_card_has_the_question_the_first_sentence_and_the_certainty_in_the_order_of_the_site(project):
    page = project.write(conf=CONF, index=INDEX, faq__safety=SAFETY, faq__addiction=ADDICTION).build().page()
    assert cards(page) == [
        ["Is it safe?", "It can do harm, as Dr. Who said.", "Very low certainty"],
        ["Is it addictive?", "It can be, as Dr. Who said.", "Low certainty"],
    ]
    assert [card.a["href"] for card in page.find("ul", "concern-cards")("li")] == [
        "faq/safety.html",
        "faq/addiction.html",
    ]


def test_a_page_that_is_no_concern_has_no_card(project):
    pages = {"faq__safety": SAFETY, "faq__addiction": "# About us\n\n## In short\n\nWe write.\n"}
    assert len(cards(project.write(conf=CONF, index=INDEX, **pages).build().page())) == 1


def test_the_card_changes_when_the_page_does(project):
    project.write(conf=CONF, index=INDEX, faq__safety=SAFETY, faq__addiction=ADDICTION).build()
    page = (
        project.write(faq__safety=SAFETY.replace("It can do harm", "It can help").replace("very-low", "low"))
        .build()
        .page()
    )
    assert cards(page)[0] == ["Is it safe?", "It can help, as Dr. Who said.", "Low certainty"]


def test_pages_read_by_several_processes_all_have_a_card(project):
    names = [f"p{n}" for n in range(8)]
    index = "# Home\n\n```{concern-cards}\n```\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    built = project.write(conf=CONF, index=index, **dict.fromkeys(names, SAFETY)).build(jobs=2)
    assert len(cards(built.page())) == 8


def test_the_mark_leads_to_what_it_means(project):
    index = INDEX.replace("faq/addiction\n", "faq/addiction\nmethods\n")
    pages = {
        "faq__safety": SAFETY,
        "faq__addiction": ADDICTION,
        "methods": "# Methods\n\n## How sure we are\n\nA ladder.\n",
    }
    built = project.write(conf=CONF, index=index, **pages).build()
    link = built.page().find("ul", "concern-cards").find("a", "certainty-link")
    assert link["href"] == "methods.html#how-sure-we-are"
    assert built.page("methods").find(id="how-sure-we-are")


def test_a_page_whose_headings_are_translated_keeps_its_card(project):
    catalog = project.source / "locale" / "de" / "LC_MESSAGES" / "faq.po"
    catalog.parent.mkdir(parents=True)
    said = {
        "": "Content-Type: text/plain; charset=UTF-8\\n",
        "In short": "Kurz gesagt",
        "Is it safe?": "Ist es sicher?",
    }
    catalog.write_text("\n".join(f'msgid "{a}"\nmsgstr "{b}"\n' for a, b in said.items()), encoding="utf-8")
    project.write(conf=CONF, index=INDEX.replace("faq/addiction\n", ""), faq__safety=SAFETY)
    page = project.build(conf={"language": "de", "locale_dirs": ["locale"]}).page()
    assert cards(page) == [["Ist es sicher?", "It can do harm, as Dr. Who said.", "Sehr niedrige Vertrauenswürdigkeit"]]
    assert "Kurz gesagt" in project.page("faq/safety").find(class_="in-short").get_text()


def test_the_cards_stand_in_their_groups_under_headings_and_those_without_a_group_last(project):
    pages = {
        "faq__safety": SAFETY.replace("---\n", "---\ngroup: after\n", 1),
        "faq__addiction": ADDICTION.replace("---\n", "---\ngroup: before\n", 1),
        "faq__cost": SAFETY.replace("Is it safe?", "What does it cost?"),
    }
    index = INDEX.replace("faq/safety\n", "faq/cost\nfaq/safety\n")
    page = project.write(conf=CONF, index=index, **pages).build().page()
    headings = [heading.get_text().rstrip("¶") for heading in page.find("section")(["h2", "h3"])]
    assert headings == ["Before you decide", "Afterwards"]
    assert [cards_list.strong.get_text() for cards_list in page("ul", "concern-cards")] == [
        "Is it addictive?",
        "Is it safe?",
        "What does it cost?",
    ]
