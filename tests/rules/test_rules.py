"""Each rule finds its bad example and lets its good one pass, from `make check` and from every build alike."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from rules import RULES, Site, check, left_out, read_site
from rules.bibtex import FIELDS
from rules.site import needs_sphinx
from rules.source import Source
from shared.vocabulary import HEADINGS

ROOT = Path(__file__).parents[2]
PATH = "faq/safety.md"
FRONT_MATTER = "---\ncertainty: low\nchecked: 2026-11-23\nsearch: ketamine[tiab]\n---"
PARTS = {
    "In short": "It may help some people, but not for long.",
    "The concern": "People fear that it harms.",
    "What the research shows": "It may help {cite:p}`dean2021`.",
    "What we do not know": "- For how long it lasts.\n- For whom it works.",
    "Questions to ask": "- Who is in the room?\n- For how long?\n- When would we stop?",
    "The studies": "```{evidence}\n```",
    "References": "```{page-references}\n```",
}
OTHER_PAGES = {
    "index.md": "# Start\n\nRead [how we work](methods.md).\n\n```{toctree}\nfaq/safety\nmethods\nglossary\n```\n",
    "methods.md": "# How we work\n\nBy reading {cite:p}`salloum2020,short2018,partial2020`.\n\n"
    "In one register 27 of 100 people lost sleep early {cite:p}`short2018`.\n\n```{page-references}\n```\n",
    "glossary.md": "# Glossary\n\n```{glossary}\nremission\n  Almost no symptoms left.\n```\n",
    "faq/_crisis-lines.md": "Call 988.\n",
}
ENTRY = """@article{dean2021,
  author       = {Dean, Rebecca L.},
  title        = {Ketamine for depression in adults},
  journal      = {Cochrane Database of Systematic Reviews},
  year         = {2021},
  doi          = {10.1002/14651858.CD011612.pub3},
  design       = {systematic review},
  participants = {5,299 people},
  finding      = {At 24 hours 27 of 100 people felt better with ketamine and 9 of 100 with placebo.},
  conclusion   = {Ketamine may help for a day.},
  read         = {abstract},
  check        = {verified}
}"""


def other_entry(key: str, check: str = "verified") -> str:
    entry = ENTRY.replace("dean2021", key).replace("CD011612.pub3", key)
    return entry.replace("verified", check)


BIBLIOGRAPHY = [ENTRY, other_entry("partial2020", "partial"), other_entry("salloum2020"), other_entry("short2018")]


def page(front_matter: str = FRONT_MATTER, title: str = "# Is it safe?", parts: dict[str, str] = PARTS) -> str:
    return f"{front_matter}\n{title}\n\n" + "\n\n".join(f"## {name}\n\n{text}" for name, text in parts.items()) + "\n"


def page_with(example: str) -> str:
    """A valid page with the example in the place of what it is an example of."""
    if example.startswith("---"):
        return page(front_matter=example)
    if example.startswith("# "):
        return page(title=example)
    if not example.startswith("## "):
        return page(parts=PARTS | {"What the research shows": example})
    parts = [*HEADINGS.values()]
    named = [parts.index(name) for name in re.findall(r"^## (.+)", example, re.MULTILINE) if name in parts] or [1]
    before, after = parts[: min(named)], parts[max(named) + 1 :]
    text = (
        {name: PARTS[name] for name in before if name in PARTS},
        {name: PARTS[name] for name in after if name in PARTS},
    )
    return page(parts=text[0]) + f"\n{example}\n\n" + page("", "", text[1]).lstrip()


def bibliography_with(example: str) -> str:
    """A valid file with the example in the place of the fields that it names, or of its first entry."""
    first = example
    if not example.startswith("@"):
        names = re.findall(r"^\s*(\w+) +=", example, re.MULTILINE)
        lines = [line for line in ENTRY.split("\n") if not re.match(rf" +(?:{'|'.join(names)}) ", line)]
        aligned = re.sub(r"(\w+) += ", lambda field: f"{field[1]:<12} = ", example)
        fields = [line.rstrip(",") for line in (*aligned.split("\n"), *lines[1:-1])]
        ranks = {name: rank for rank, name in enumerate(FIELDS)}
        fields.sort(key=lambda line: ranks.get(line.split("=")[0].strip(), len(ranks)))
        first = "\n".join([lines[0], ",\n".join(f"  {line.strip()}" for line in fields), "}"])
    return "\n\n".join([first, *BIBLIOGRAPHY[1:]]) + "\n"


def site(
    path: str = PATH, text: str | bytes | None = None, bibliography: str = "\n\n".join(BIBLIOGRAPHY) + "\n"
) -> Site:
    files = OTHER_PAGES | {"references.bib": bibliography, path: page() if text is None else text}
    if path.endswith(".toml"):  # beside a page
        files[PATH] = page()
    sources = {name: Source.of(name, text) for name, text in files.items()}
    return Site(
        sources, exists={*sources, "faq/brain.png", "_static/drawings/drip.svg"}.__contains__, today=date(2026, 11, 24)
    )


def with_example(rule, example: str | bytes, path: str) -> Site:
    if rule.group == "bibliography":
        return site(bibliography=bibliography_with(example))
    return site(path, example if rule.group in {"files", "records"} else page_with(example))


GROUPED = "# Start\n\nRead [how we work](methods.md).\n\n```{toctree}\n:caption: Afterwards\n\nfaq/safety\n```\n"


@pytest.mark.parametrize(
    ("group", "message"),
    [
        (
            "group: before",
            "stands under “Afterwards” in the table of contents: write `group: after`, or move it under “Before",
        ),
        ("", "stands under “Afterwards” in the table of contents: write `group: after`"),
        ("group: after", None),
    ],
)
def test_the_group_of_a_page_is_the_caption_of_its_table_of_contents(group, message):
    text = page(front_matter=FRONT_MATTER.replace("---\nc", f"---\n{group}\nc", 1))
    sources = {path: Source.of(path, words) for path, words in {PATH: text, "index.md": GROUPED}.items()}
    found = [f.message for f in check(Site(sources, lambda _: True)) if f.rule == "group-is-that-of-the-contents"]
    assert [message in each for each in found] == ([True] if message else [])


def test_a_valid_page_and_bibliography_have_nothing_to_mend():
    assert check(site()) == []


@pytest.mark.parametrize("name", RULES)
def test_a_rule_finds_its_bad_example(name):
    rule = RULES[name]
    found = [finding for finding in check(with_example(rule, rule.bad, rule.bad_path)) if finding.rule == name]
    assert found
    assert all(
        finding.path == ("references.bib" if rule.group == "bibliography" else rule.bad_path) for finding in found
    )
    assert all(finding.note == rule.note for finding in found)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_lets_its_good_example_pass(name):
    rule = RULES[name]
    findings = check(with_example(rule, rule.good, rule.bad_path if rule.group == "records" else PATH))
    if rule.group == "files":  # one line is no page
        findings = [finding for finding in findings if finding.rule == name]
    assert findings == []


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_what_it_is_and_what_to_write(name):
    rule = RULES[name]
    assert rule.text.endswith((".", ".)")), "the docstring is a sentence"
    for finding in check(with_example(rule, rule.bad, rule.bad_path)):
        assert re.search(r"[:;] .+|, or ", finding.message), f"no remedy: {finding.message}"
        assert len(finding.message) < 320


def test_one_bad_page_gives_the_whole_list():
    """Everything that is wrong is said at once, in the order of the lines."""
    bad = """---
certainty: lw
---

# Safety

## In short

Ketamine is a breakthrough.

## What the research shows

It helped 27 of 100 people.
![](brain.png)

## What we do not know

- TO WRITE
"""
    findings = check(site(text=bad))
    assert findings == sorted(findings)
    assert {(finding.line, finding.rule) for finding in findings if finding.path == PATH} == {
        (1, "front-matter-is-complete"),
        (2, "certainty-is-a-level"),
        (5, "title-is-a-question"),
        (7, "headings-are-complete"),
        (7, "in-short-names-a-limit"),
        (9, "there-is-no-advertising"),
        (13, "numbers-have-a-source"),
        (13, "research-cites"),
        (14, "images-have-alt-text"),
        (16, "headings-are-complete"),
        (16, "lists-are-long-enough"),
        (18, "placeholders-are-replaced"),
    }


def message(found: Site) -> str:
    [finding] = check(found)
    return finding.message


def test_a_misspelt_name_gets_the_nearest_known_one():
    assert "did you mean dean2021?" in message(site(text=page_with("It may help {cite:p}`daen2021,dean2021`.")))
    assert "did you mean certainty?" in message(
        site(text=page(FRONT_MATTER.replace("---\nc", "---\ncertanty: low\nc")))
    )
    wrong = bibliography_with("design = {randomized trial}")
    assert "did you mean randomised trial?" in message(site(bibliography=wrong))


def test_the_sentence_that_leads_into_a_list_may_leave_the_citations_to_its_items():
    led = "Two trials looked:\n\n- one found this {cite:p}`dean2021`;\n- one found that {cite:p}`short2018`."
    assert check(site(text=page_with(led))) == []
    lame = led.replace(" {cite:p}`short2018`", "")
    assert {finding.rule for finding in check(site(text=page_with(lame)))} == {"research-cites"}


def test_what_leads_into_a_table_may_leave_the_citations_to_its_rows_and_its_head_needs_none():
    led = (
        "The trials, newest first.\n\n```{rst-class} trials\n```\n\n| Trial | What happened |\n|---|---|\n"
        "| {cite:t}`dean2021` | It helped |\n| {cite:t}`short2018` | It did not |"
    )
    assert check(site(text=page_with(led))) == []
    lame = led.replace("{cite:t}`short2018`", "Another")
    assert {finding.rule for finding in check(site(text=page_with(lame)))} == {"research-cites"}


def test_the_rows_of_a_list_table_count_as_text():
    table = "```{list-table} Trials\n* - 27 of 100 people\n  - {rest}\n```"
    cited = page_with("See {cite:p}`dean2021`.\n\n" + table.replace("{rest}", "{cite:t}`dean2021`"))
    assert check(site(text=cited)) == []
    uncited = page_with("See {cite:p}`dean2021`.\n\n" + table.replace("{rest}", "nothing"))
    assert {(finding.line, finding.rule) for finding in check(site(text=uncited))} == {
        (21, "numbers-have-a-source"),
        (21, "research-cites"),
    }


@pytest.mark.parametrize(
    ("typed", "write"),
    [
        ("[@dean2021]", "{cite:p}`dean2021`"),
        ("[see @dean2021, p. 5; @short2018]", "{cite:p}`key`"),
        ("@dean2021", "{cite:t}`dean2021`"),
        (r"\citep{dean2021}", "{cite:p}`dean2021`"),
        ("cite:p`dean2021`", "{cite:p}`dean2021`"),
        (":cite:p:`dean2021`", "{cite:p}`dean2021`"),
        ("cite`dean2021`", "{cite}`dean2021`"),
        (":term:`remission`", "{term}`remission`"),
        ("[12]", "{cite:p}`key`"),
        ("[3, 5–7]", "{cite:p}`key`"),
        ("words¹²", "{cite:t}`key`"),
        ("(Dean et al., 2021)", "{cite:p}`dean2021`"),
        ("(Dean et al., 2021; Short et al., 2018)", "{cite:p}`dean2021`"),
        ("[Dean and Marks, 2021]", "{cite:p}`dean2021`"),
        ("Dean et al. (2021)", "{cite:t}`dean2021`"),
        ("Dean and colleagues (2021)", "{cite:t}`dean2021`"),
        ("Dean & Marks 2021", "{cite:t}`dean2021`"),
        ("Nobody et al.", "{cite:t}`key`"),
        ("https://doi.org/10.1002/14651858.CD011612.pub3", "{cite:p}`dean2021`"),
        ("[the review](https://doi.org/10.1002/14651858.CD011612.pub3)", "{cite:p}`dean2021`"),
        ("<https://dx.doi.org/10.1000/new>", "make cite DOI=10.1000/new"),
        ("doi:10.1000/new", "make cite DOI=10.1000/new"),
        ("https://pubmed.ncbi.nlm.nih.gov/12345", "make cite PMID=12345"),
    ],
)
def test_what_looks_like_a_citation_and_is_none_is_named_with_what_to_write(typed, write):
    [said] = check(site(text=page_with(f"It may help some {typed} and more {{cite:p}}`dean2021`.")), notes=False)
    assert write in said.message


@pytest.mark.parametrize(
    "words",
    [
        "In March (2020) nothing happened",
        "The mean was 5 (95% CI [1, 5])",
        "It spread over 5 m²",
        "Mail us at people@example2021.org",
        "See [12](../methods.md)",
        "It was sold in 2021",
    ],
)
def test_what_is_no_citation_is_let_be(words):
    rules = {"citations-are-not-typed", "roles-have-braces", "studies-are-cited-not-linked"}
    text = page_with(f"{words} {{cite:p}}`dean2021`.")
    assert {finding.rule for finding in check(site(text=text))} & rules == set()


def test_a_citation_is_read_as_sphinxcontrib_bibtex_reads_it():
    assert check(site(text=page_with("It may help {cite:p}`{see}dean2021{p. 5, or 6},short2018{ch. 2}`."))) == []
    assert "`daen2021`; did you mean dean2021?" in message(
        site(text=page_with("It may help {cite:p}`{see}daen2021{p. 5},dean2021`."))
    )
    assert "write a comma between two keys, as in dean2021,short2018" in message(
        site(text=page_with("It may help {cite:p}`dean2021 short2018`."))
    )


def test_words_in_quotation_marks_are_somebody_elses():
    assert check(site(text=page_with('"Not addictive" is a sales line {cite:p}`dean2021`.'))) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("driving.md", "this is a concern page outside of faq/: move it there"),
        ("faq/old/driving.md", "no page is made of a file in faq/old/: move it to faq/"),
        ("faq/Driving.md", "name the file driving.md: lower-case letters and hyphens"),
        ("faq/methods.md", "faq/methods.md has the same name: choose another, or put the text there"),
    ],
)
def test_a_page_in_the_wrong_place_is_told_where_to_go(path, said):
    assert any(said in finding.message for finding in check(site(path, page())))


def test_our_own_pages_and_bibliography_pass():
    assert [str(finding) for finding in check(read_site(ROOT)) if not finding.note] == []


def test_a_page_may_say_when_to_get_help_before_the_questions_and_nowhere_else():
    help_first = {}
    for name, text in PARTS.items():
        if name == "Questions to ask":
            help_first["When to get help"] = "Call the clinic at once if your chest hurts."
        help_first[name] = text
    assert check(site(text=page(parts=help_first))) == []
    [found] = check(site(text=page(parts=PARTS | {"When to get help": "Call the clinic at once if your chest hurts."})))
    assert "“When to get help” belongs before" in found.message


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("date = {2018-05}", "`date` is biblatex's name of it: write year = {2018}"),
        ("journaltitle = {BMJ}", "`journaltitle` is biblatex's name of it: write journal = {BMJ}"),
        ("location = {Berlin}", "`location` is biblatex's name of it: write address = {Berlin}"),
    ],
)
def test_a_field_of_biblatex_is_told_its_name_in_bibtex(written, right):
    text = bibliography_with("note = {Seen.}").replace("note         = {Seen.}", written, 1)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if written in line)
    assert (line, right) in [(one.line, one.message) for one in check(site(bibliography=text))]


@pytest.mark.parametrize(
    "names",
    [
        "Jane Smith, John Doe",
        "Smith J, Doe J, et al.",
        "Smith J, Doe J",
        "Smith J and Doe J",
        "Smith, J.; Doe, J.",
        "Smith, J. \\& Doe, J.",
        "Smith, J., Doe, J.",
        "J. Smith, J. Doe and A. Roe",
        "Smith, Jane, and Doe, John",
        "Smith, Jane and et al.",
        "World Health Organization",
        "Jane Smith, MD and Doe, John",
        "Smith1, Jane and Doe2, John",
    ],
)
def test_a_list_of_authors_that_would_print_others_is_named(names):
    assert "in `author`" in message(site(bibliography=bibliography_with(f"author = {{{names}}}")))


@pytest.mark.parametrize(
    "names",
    [
        "Smith, Jane and Doe, John and others",
        "Jane Smith and John Doe",
        "{World Health Organization}",
        "van der Berg, Jan Piet",
        "Garc{\\'i}a L{\\'o}pez, M. J.",
        "{Cano Ruiz}, Ana Maria",
        "King, Jr., Martin Luther",
        "Zhang, Y and Li, XQ",
    ],
)
def test_a_name_that_is_right_is_left_alone(names):
    assert check(site(bibliography=bibliography_with(f"author = {{{names}}}"))) == []


@pytest.mark.parametrize("mark", ["##{}", "#### {}", "### {}", "**{}**", "__{}__", "**{}:**", "\t## {}"])
@pytest.mark.parametrize("name", ["In short", "The concern", "What the research shows", "Questions to ask"])
def test_a_heading_that_is_none_is_one_fault_and_its_part_is_read_as_meant(mark, name):
    slip = mark.format(name)
    [found] = check(site(text=page().replace(f"## {name}", slip)))
    assert page().split("\n")[found.line - 1] == f"## {name}"
    assert (f"write ## {name}" in found.message) == (not slip.startswith("\t"))


def test_a_title_without_a_space_is_one_fault():
    assert "write # Is it safe?" in message(site(text=page(title="#Is it safe?")))


def test_a_bold_line_is_told_to_be_a_heading_and_bold_words_are_let_be():
    bold = "It may help {cite:p}`dean2021`.\n\n**For whom**\n\nFor some {cite:p}`dean2021`."
    assert "write ### For whom" in message(site(text=page_with(bold)))
    assert check(site(text=page_with(bold.replace("**\n\n", "** it works: ")))) == []


def test_a_bold_warning_above_the_short_answer_is_no_heading():
    assert check(site(text=page(title="# Is it safe?\n\n**Call the clinic at once**"))) == []


def test_marks_inside_a_block_are_no_headings():
    shown = "It may help {cite:p}`dean2021`.\n\n```{code-block} sh\n##In short\n```"
    assert check(site(text=page_with(shown))) == []


@pytest.mark.parametrize("text", ["\tIt may help {}.", "Some:\n\n-\tit may help {}.", "It may help {}:\n\n- a\n\t- b"])
def test_a_tab_is_one_fault(text):
    assert message(site(text=page_with(text.format("{cite:p}`dean2021`")))).startswith("a tab")


@pytest.mark.parametrize("line", ["", "|---|\n", "|---|---|---|\n"])
def test_a_table_that_is_none_is_one_fault(line):
    table = f"| Trial | Found |\n{line}| One | It helped |\n| Two | It did not |"
    assert "write |---|---| as the second line" in message(
        site(text=page_with("It may help {cite:p}`dean2021`.\n\n" + table))
    )


def test_a_table_whose_rows_cite_may_stand_alone_and_its_head_needs_no_citation():
    rows = "| One | It helped {cite:p}`dean2021` |\n| Two | It did not {cite:p}`short2018` |"
    assert check(site(text=page_with(f"| Trial | Found |\n|---|---|\n{rows}"))) == []
    listed = "```{list-table}\n:header-rows: 1\n\n* - Trial\n  - Found\n* - One\n  - It helped {cite:p}`dean2021`\n```"
    assert check(site(text=page_with(listed))) == []
    lame = f"| Trial | Found |\n|---|---|\n{rows}\n| Three | It helped |"
    assert [finding.line for finding in check(site(text=page_with(lame)))] == [22]
    assert check(site(text=page_with(listed.replace(":header-rows: 1\n\n", "")))) != []


@pytest.mark.parametrize(
    "words",
    [
        "Ask about two things:\n\n- your dose;\n- how you get home.",
        "Two trials looked:\n\n- one in adults {cite:p}`dean2021`;\n- one in veterans {cite:p}`short2018`.",
        "We found no study of driving after an infusion.",
        "We found no randomised trial in people under 18.",
        "No study of driving was found.",
        "No trials in teenagers have been published.",
        "There is no study of driving and sleep.",
        "Our search found no trial that followed people for a year.",
    ],
)
def test_what_claims_nothing_may_stand_without_a_citation(words):
    assert check(site(text=page_with("It may help {cite:p}`dean2021`.\n\n" + words))) == []


@pytest.mark.parametrize(
    "words",
    [
        "We found no study of driving, and ketamine cures.",
        "We found no study of driving and ketamine is safe there.",
        "We found no study that showed harm.",
        "We found no harm in any study.",
        "There is no evidence of harm.",
        "No study found harm.",
        "We found no study of driving.\nIt is safe.",
        "Two trials looked:",
        "It helps most people:\n\n- it lifts the mood;",
        "It is safe. Ask about two things:\n\n- it lasts;",
    ],
)
def test_what_claims_something_beside_it_may_not(words):
    found = check(site(text=page_with("It may help {cite:p}`dean2021`.\n\n" + words)), notes=False)
    assert {finding.rule for finding in found} == {"research-cites"}


@pytest.mark.parametrize(
    ("name", "theirs"), [("year", "date         = {2021-05}"), ("journal", "journaltitle = {BMJ}")]
)
def test_a_required_field_under_its_name_in_biblatex_is_one_fault(name, theirs):
    text = "\n\n".join([re.sub(rf"{name} +=.*(?=,)", theirs, ENTRY), *BIBLIOGRAPHY[1:]]) + "\n"
    assert "is biblatex's name of it" in message(site(bibliography=text))


def test_the_names_that_need_no_asking_are_those_of_blocks_and_roles_we_have():
    from rules.blocks import DIRECTIVES, ROLES
    from rules.names import ask

    known = ask(ROOT)
    assert known is not None
    assert (DIRECTIVES - known.directives.keys(), ROLES - known.roles) == (set(), set())


def test_the_forms_that_need_no_asking_are_those_that_the_blocks_have():
    from rules.blocks import USUAL
    from rules.names import ask

    known = ask(ROOT)
    for name, form in USUAL.items():
        block = known.block(name)
        assert form.options.keys() <= (block.option_spec or {}).keys(), name
        assert form.argument == bool(block.required_arguments), name
        assert block.has_content or not form.content, name


def test_our_own_pages_are_written_in_forms_that_need_no_asking():
    """A new block goes into USUAL, or each `make check` would take the time of a build."""
    ours = read_site(ROOT)
    assert [path for path, page in ours.pages.items() if needs_sphinx(page, set())] == []


def test_a_rule_of_english_words_judges_no_page_in_another_language():
    said = site(text=page_with("There is no breakthrough here.\n\nA breakthrough {cite:p}`dean2021`."))
    assert "there-is-no-advertising" in {finding.rule for finding in check(said)}
    said.language = "de"
    assert "there-is-no-advertising" not in {finding.rule for finding in check(said)}
    said.language = "en_GB"
    assert "there-is-no-advertising" in {finding.rule for finding in check(said)}


def test_a_rule_that_looks_at_no_words_judges_every_page():
    said = site(text=page(title="# Safety of it"))
    said.language = "de"
    assert "title-is-a-question" in {finding.rule for finding in check(said)}


def test_which_rules_do_not_apply_is_told_once():
    said = site()
    assert left_out(said) == ""
    said.language = "de"
    assert re.match(
        r"\d+ rules know no words of the language 'de' and were left out: .*in-short-is-plain", left_out(said)
    )
