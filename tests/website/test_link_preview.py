"""What search results and messengers show of a link."""

CONF = 'extensions = ["myst_parser", "website.link_preview"]\nhtml_title = "KAP"\nsmartquotes = False\n'
INDEX = "# Home\n\nWhat people *worry* about.\n\nMore.\n\n```{toctree}\nfaq/safety\nbare\n```\n"
SAFETY = """---
certainty: low
---
# Is it "safe"?

```{note}
If you are in danger, call.
```

## In short

It can do "harm" & good.
Nobody knows more.
"""
PAGES = {"index": INDEX, "faq__safety": SAFETY, "bare": "# Bare\n"}


def tags(page):
    return {tag.get("property") or tag["name"]: tag["content"] for tag in page.head("meta") if tag.get("content")}


def test_a_concern_shows_its_question_and_its_answer_in_one_sentence(project):
    found = tags(project.write(conf=CONF, **PAGES).build().page("faq/safety"))
    assert found["og:title"] == 'Is it "safe"?'
    assert found["description"] == found["og:description"] == 'It can do "harm" & good.'
    assert (found["og:type"], found["og:site_name"]) == ("article", "KAP")


def test_another_page_shows_its_first_paragraph(project):
    found = tags(project.write(conf=CONF, **PAGES).build().page())
    assert (found["og:type"], found["description"]) == ("website", "What people worry about.")


def test_a_page_without_text_has_a_title_alone(project):
    found = tags(project.write(conf=CONF, **PAGES).build().page("bare"))
    assert found["og:title"] == "Bare"
    assert not {"description", "og:description"} & found.keys()


def test_the_address_is_given_where_the_site_has_one(project):
    built = project.write(conf=CONF, **PAGES).build()
    assert "og:url" not in tags(built.page("faq/safety"))
    built.build(conf={"html_baseurl": "https://example.org/en/latest/"})
    assert tags(built.page("faq/safety"))["og:url"] == "https://example.org/en/latest/faq/safety.html"


def test_a_description_in_the_front_matter_comes_first(project):
    page = '---\nmyst:\n  html_meta:\n    description: "Our own words."\n---\n# Home\n\nText.\n'
    page = project.write(conf=CONF, index=page).build().page()
    assert [tag["content"] for tag in page.head("meta", attrs={"name": "description"})] == ["Our own words."]


def test_the_preview_follows_the_page(project):
    project.write(conf=CONF, **PAGES).build(jobs=2)
    page = project.write(faq__safety=SAFETY.replace("It can do", "It does")).build(jobs=2).page("faq/safety")
    assert tags(page)["description"] == 'It does "harm" & good.'
