"""{summary-of-findings}: outcomes in GRADE's form, made of the field ``effects``, whose arithmetic is checked."""

import json
import re

import pikepdf
import pytest
from evidence.effects import Effect, effects, faults, in_words
from rules.registry import RULES
from rules.site import Site, check
from rules.source import Source

from tests.conftest import ROOT

CONF = """
extensions = [
    "myst_parser", "citations", "website.evidence_json", "website.reference_downloads",
    "evidence.summary_of_findings",
]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
project, author, release, version, copyright = "Findings", "The contributors", "1.2", "1.2", "nobody"
text_licence = "https://creativecommons.org/licenses/by/4.0/"
"""
RESPONSE = (
    "response at 24 hours | ketamine v placebo | 185 people, 7 trials | OR 3.94 (1.54 to 10.10) | "
    "27.4 (12.9 to 49.2) v 8.8 per 100 | very-low, theirs;"
)
RELAPSE = (
    "relapse by week 8 | spray v quetiapine | 676 people (336 v 340), 1 trial | not given | 91 of 336 v 60 of 340 | "
    "low (risk of bias, imprecision), ours;"
)
BIB = f"""
@article{{dean2021, author = {{Dean, Ann}}, title = {{Review}}, journal = {{J}}, year = {{2021}}, effects = {{
  {RESPONSE}
  score at 24 hours | ketamine v placebo | 231 people, 8 trials | SMD -0.87 (-1.26 to -0.48) | not given |
    low (imprecision), ours;
  stopping for side effects | ketamine v placebo | not reported;
}}}}
@article{{reif2023, author = {{Reif, Bo}}, title = {{Trial}}, journal = {{J}}, year = {{2023}}, effects = {{{RELAPSE}}}}}
@article{{loo2023, author = {{Loo, Jo}}, title = {{Trial}}, journal = {{J}}, year = {{2023}}}}
"""
TABLE = "```{{summary-of-findings}} Ketamine, one dose.\n:cite: {}\n```\n"
PAGE = f"# For clinicians\n\n{TABLE}\n## References\n\n```{{{{page-references}}}}\n```\n"
HEAD = ["Outcome", "People (studies)", "Effect (95% CI)", "Comparator", "Treatment (95% CI)", "Certainty"]


def rows(page):
    table = page.find("table", "summary-of-findings")
    return [[cell.get_text(" ", strip=True) for cell in row(["th", "td"])] for row in table("tr")]


def test_each_outcome_stands_under_its_comparison_with_both_arms_and_whose_rating_it_is(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE.format("dean2021,reif2023")).build().page()
    mine = "Low certainty Rated by us a , b"
    assert rows(page) == [
        HEAD,
        ["Ketamine compared with placebo"],
        [
            *("Response at 24 hours", "185 (7 studies)", "OR 3.94 (1.54 to 10.10)", "8.8 per 100"),
            *("27.4 per 100 (12.9 to 49.2)", "Very low certainty Rated by its authors"),
        ],
        [
            *("Score at 24 hours", "231 (8 studies)", "SMD −0.87 (−1.26 to −0.48)", "Not counted", "Not counted"),
            "Low certainty Rated by us b",
        ],
        ["Stopping for side effects", "Not reported"],
        ["Spray compared with quetiapine"],
        [
            *("Relapse by week 8", "676 (1 study)", "Not given", "60 of 340 (17.6 per 100)"),
            *("91 of 336 (27.1 per 100)", mine),
        ],
    ]


def test_the_letters_lead_to_the_reasons_in_grades_words_and_the_abbreviations_are_told(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE.format("dean2021,reif2023")).build().page()
    notes = page.find(class_="summary-notes")
    assert notes.p.get_text() == (
        "From (Dean, 2021; Reif, 2023). CI: confidence interval; OR: odds ratio; SMD: standardised mean difference. "
        "Rated down for:"
    )
    links = {link.get_text(): page.find(id=link["href"][1:]).get_text() for link in page.select("sup a")}
    assert links == {"a": "Risk of bias: weak methods.", "b": "Imprecision: too few people."}


def test_a_screen_reader_hears_a_table_with_its_title_and_the_head_of_each_row_and_column(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE.format("reif2023")).build().page()
    table = page.find("table", "summary-of-findings")
    assert [*table.caption.stripped_strings] == ["Ketamine, one dose."]  # a link in it is no part of a table
    assert not table.caption.a
    assert [(head["scope"], head["role"]) for head in table("th")] == [
        *6 * [("col", "columnheader")],
        *2 * [("row", "rowheader")],
    ]
    assert not table.select("[style]")


def test_what_a_table_shows_is_cited_and_leads_to_the_list_of_references(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE.format("dean2021")).build().page()
    link = page.find(class_="summary-notes").p.a
    assert "Review" in page.find(id=link["href"][1:]).get_text()


def test_one_comparison_can_be_chosen_and_the_numbers_given_of_a_thousand(project):
    bib = BIB.replace(
        "stopping for side effects | ketamine v placebo", "stopping for side effects | ketamine v midazolam"
    )
    options = "dean2021\n:comparison: ketamine v placebo\n:per: 1000"
    page = project.write(conf=CONF, references_bib=bib, index=PAGE.format(options)).build().page()
    found = rows(page)
    assert [row[0] for row in found[1:]] == [
        "Ketamine compared with placebo",
        "Response at 24 hours",
        "Score at 24 hours",
    ]
    assert found[2][3:5] == ["88 per 1,000", "274 per 1,000 (129 to 492)"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_table_follows_the_entry_and_no_other_page_is_touched(project, jobs):
    pages = {f"p{n}": f"# Page {n}\n" for n in range(6)}
    index = "# Home\n\n```{toctree}\nclinicians\n" + "\n".join(pages) + "\n```\n"
    project.write(conf=CONF, references_bib=BIB, index=index, clinicians=PAGE.format("reif2023"), **pages)
    project.build(jobs=jobs)
    before = (project.outdir / "p3.html").stat().st_mtime_ns
    project.write(references_bib=BIB.replace("91 of 336", "93 of 336")).build(jobs=jobs)
    assert rows(project.page("clinicians"))[2][4] == "93 of 336 (27.7 per 100)"
    assert (project.outdir / "p3.html").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("loo2023", "`loo2023` has no `effects`: write its outcomes there, a line each"),
        (
            "dean2021\n:comparison: ketamine v ECT",
            "`dean2021` has no comparison “ketamine v ECT”: write one of “ketamine",
        ),
        ("dean2021\n:per: 10", "`10` is no number of people: write `:per: 100` or `:per: 1000`"),
        (" ", "the summary of findings has no cite: add a line such as `:cite: dean2021`"),
    ],
)
def test_a_table_that_cannot_be_made_is_named_with_its_line_and_the_page_stays(project, options, message):
    built = project.write(conf=CONF, references_bib=BIB, index=PAGE.format(options)).build(warns=True)
    assert [f"index.md:3: WARNING: {message}" in line for line in built.warnings] == [True]
    assert "Ketamine, one dose." in built.page().get_text()


def test_an_outcome_that_cannot_be_read_is_shown_as_written_beside_the_others(project):
    bib = BIB.replace("231 people, 8 trials", "many people")
    built = project.write(conf=CONF, references_bib=bib, index=PAGE.format("dean2021")).build(warns=True)
    assert len(rows(built.page())) == 5
    assert "many people" in rows(built.page())[3][0]
    assert [
        "references.bib:2: WARNING: 'dean2021': “many people” cannot be read" in line for line in built.warnings
    ] == [True]


def test_the_build_tells_what_the_rules_told_once(project):
    conf = CONF.replace('"evidence.summary_of', '"rules", "evidence.summary_of')
    bib = BIB.replace("27.4 (", "37.4 (")
    built = project.write(conf=conf, references_bib=bib, index=PAGE.format("dean2021")).build(warns=True)
    assert sum("8.8 per 100 with OR 3.94" in line for line in built.warnings) == 1


@pytest.mark.parametrize("builder", ["epub", "latex", "text"])
def test_other_outputs_keep_the_words(project, builder):
    project.write(conf=CONF, references_bib=BIB, index=PAGE.format("dean2021"))
    project.build(builder, conf={"epub_show_urls": "no"})
    suffixes = (".xhtml", ".tex", ".txt")
    found = [path.read_text(errors="ignore") for path in project.outdir.rglob("*") if path.suffix in suffixes]
    words = " ".join(re.sub(r"[-+|=]{3,}|[|+]", " ", " ".join(found)).split())
    assert "Not reported" in words
    assert "Imprecision: too few people" in words


def test_the_pdf_has_a_table_whose_groups_keep_their_heads(project):
    look = f'typst_template = "{ROOT}/_typst/template.typ"\ntypst_font_paths = ["{ROOT}/_typst/fonts"]\n'
    conf = CONF.replace('"evidence.summary_of', '"typst_pdf", "evidence.summary_of') + look
    project.write(conf=conf, references_bib=BIB, index=PAGE.format("dean2021,reif2023")).build("typst")
    with pikepdf.open(next(project.outdir.glob("*.pdf"))) as pdf:
        names = [str(item.get("/S", "")) for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
    assert names.count("/Table") == 1
    assert names.count("/TH") >= len(HEAD) + 2  # the columns, and the two comparisons


def test_data_files_have_each_outcome(project):
    index = (
        "---\ncertainty: low\nchecked: 2026-11-23\n---\n# Does it help?\n\n## In short\n\nNobody knows.\n\n"
        "It may {cite:p}`reif2023`.\n\n```{page-references}\n```\n"
    )
    project.write(conf=CONF, references_bib=BIB, index=index).build()
    work = json.loads((project.outdir / "evidence.json").read_text())["concerns"][0]["references"][0]
    assert work["effects"] == [
        {
            "outcome": "relapse by week 8",
            "treatment": "spray",
            "comparator": "quetiapine",
            "reported": True,
            "people": 676,
            "studies": 1,
            "arms": [336, 340],
            "counts": {"treatment": [91, 336], "comparator": [60, 340]},
            "certainty": "low",
            "reasons": ["risk of bias", "imprecision"],
            "rated_by": "ours",
        }
    ]
    notes = {item["id"]: item.get("note", "") for item in json.loads((project.outdir / "references.json").read_text())}
    assert "91 of 336 on spray and 60 of 340 on quetiapine" in notes["reif2023"]


# -- the field itself -----------------------------------------------------------------------------------------------------


def test_what_adds_up_passes():
    assert [*faults(RESPONSE), *faults(RELAPSE)] == []
    assert effects(RESPONSE)[0].comparison == "ketamine v placebo"


@pytest.mark.parametrize(
    ("instead", "message"),
    [
        (("(1.54 to 10.10)", "(4.54 to 10.10)"), "the effect 3.94 lies outside of its interval 4.54 to 10.10"),
        (("(1.54 to 10.10)", "(10.10 to 1.54)"), "write the lower end first"),
        (("27.4 (12.9", "27.4 (32.9"), "the share 27.4 lies outside of its interval 32.9 to 49.2"),
        (("27.4 (12.9", "25.4 (12.9"), "8.8 per 100 with OR 3.94 makes 27.5, not 25.4: correct the one that is wrong"),
        (
            ("27.4 (12.9 to 49.2) v 8.8", "8.8 v 27.4"),
            "OR 3.94 says more on ketamine, and the arms say fewer: put ketamine",
        ),
        (("OR 3.94 (1.54", "OR 3.94 (-1.54"), "is no ratio: one is above 0; write MD or SMD"),
        (("v 8.8 per", "v 108.8 per"), "a share lies outside of 0 to 100"),
        (("very-low, theirs", "tiny, theirs"), "`tiny` is no level: write one of high, moderate, low, very-low"),
        (("very-low, theirs", "very-low, ours"), "`very-low` needs a reason in brackets"),
        (("very-low, theirs", "low (small), ours"), "`small` is no reason of GRADE"),
        (("very-low, theirs", "very-low"), "“very-low” cannot be read: write it as `very-low, theirs` or `low (risk"),
        (("OR 3.94", "odds 3.94"), "cannot be read: write it as `OR 3.94 (1.54 to 10.10)` or `SMD"),
        (("185 people", "185"), "write it as `185 people, 7 trials` or `344 people (231 v 113), 1 trial`"),
        (
            ("ketamine v placebo", "ketamine"),
            "names no two arms: write the treatment, ` v ` and what it is compared with",
        ),
        ((" | very-low, theirs", ""), "cannot be read: write it as `response at 24 hours |"),
        (("theirs;", "theirs"), "the last outcome has no end: write a semicolon"),
    ],
)
def test_what_does_not_add_up_is_told_what_to_write(instead, message):
    assert instead[0] in RESPONSE
    assert [message in problem for _, problem in faults(RESPONSE.replace(*instead))] == [True]


@pytest.mark.parametrize(
    ("instead", "message"),
    [
        (("91 of 336", "391 of 336"), "391 of 336 is more than all of them: check which number comes first"),
        (("676 people", "677 people"), "the arms, 336 and 340, make 676 people, not 677"),
        (("(336 v 340)", "(335 v 341)"), "the arms are 335 v 341 and the counts out of 336 v 340"),
        (("60 of 340 |", "60 of 340 = 28.1 v 17.6 per 100 |"), "91 of 336 are 27.1 per 100, not 28.1"),
        (("not given", "RR 0.65 (0.49 to 0.87)"), "RR 0.65 says fewer on spray, and the arms say more"),
        (("not given", "RD -9.4 (-15.7 to -3.2)"), "RD -9.4 says fewer on spray"),
        (("60 of 340", "60 of 0"), "has an arm without people"),
    ],
)
def test_counts_are_held_against_the_arms_the_total_and_the_effect(instead, message):
    assert instead[0] in RELAPSE
    assert [message in problem for _, problem in faults(RELAPSE.replace(*instead))] == [True]


@pytest.mark.parametrize(
    ("effect", "shares"),
    [
        ("RR 2.00 (1.00 to 4.00)", "20 (10 to 40) v 10 per 100"),
        ("OR 0.33 (0.05 to 2.09)", "4.3 (0.7 to 22.2) v 12.0 per 100"),
        ("HR 0.50 (0.25 to 1.00)", "29.3 (15.9 to 50) v 50.0 per 100"),
        ("RD 15.2 (2.11 to 28.22)", "54.1 v 38.9 per 100"),
        ("OR 5.60 (1.07 to 29.46)", "120 (25 to 418) v 24 per 1,000"),
        ("SMD -0.69 (no interval)", "not given"),
    ],
)
def test_a_share_follows_from_each_measure_as_exactly_as_it_is_rounded(effect, shares):
    line = f"relapse | ketamine v placebo | 72 people, 1 trial | {effect} | {shares} | low, theirs;"
    assert [*faults(line)] == []


def test_a_fault_is_told_on_the_line_of_its_outcome():
    bib = BIB.replace("SMD -0.87 (-1.26", "SMD -0.87 (-0.26")
    site = Site({"references.bib": Source.of("references.bib", bib)}, lambda _: True)
    found = [(each.line, each.message) for each in check(site) if each.rule == "effects-add-up"]
    assert found == [
        (
            4,
            "`dean2021`: “score at 24 hours”: the effect -0.87 lies outside of its interval -0.26 to -0.48: "
            "write the lower end first, and look all three up again",
        )
    ]
    assert RULES["effects-add-up"].also == ("summary_of_findings.effects",)


def test_tidying_gives_each_outcome_its_line_and_changes_nothing_else():
    from rules.bibtex import FIELDS
    from shared import bib

    once = bib.read(BIB.encode()).tidy(FIELDS)
    assert f"  effects = {{\n    {RELAPSE}\n  }}" in once
    assert bib.read(once.encode()).tidy(FIELDS) == once
    before, after = (
        {entry.key: entry.text("effects") for entry in bib.read(text.encode()).entries} for text in (BIB, once)
    )
    assert before == after


def test_pages_may_take_the_numbers_as_shares_and_the_watch_reads_them_too():
    assert in_words(RESPONSE) == (
        "response at 24 hours, ketamine v placebo: 185 people in 7 studies, OR 3.94 (1.54 to 10.10), "
        "27.4% (12.9% to 49.2%) on ketamine and 8.8% on placebo, very low certainty"
    )
    assert Effect.parse(RELAPSE.rstrip(";")).is_reported
