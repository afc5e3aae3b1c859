"""`make watch`: no reference is invented, misquoted or retracted without somebody noticing."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from shared import bib

from tools.progress import Progress
from tools.watch.__main__ import main
from tools.watch.bibliography import read

ROOT = Path(__file__).parents[2]

ENTRY = """\
@article{example2020,
  author       = {Example, Ada and van den Specimen, Bo},
  title        = {On Nothing in Particular: a {KAP} Story},
  journal      = {Journal of Examples},
  year         = {2020},
  volume       = {3},
  number       = {2},
  pages        = {327--335},
  doi          = {10.5555/one},
  pmid         = {901},
  design       = {randomised trial},
  finding      = {It found nothing, in 100\\% of cases.},
  check        = {verified}
}
"""
WORK = {
    "doi": "10.5555/one",
    "pmid": "901",
    "title": "On Nothing in Particular: A KAP Story",
    "author": ["Example, Ada", "van den Specimen, Bo"],
    "journal": "Journal of Examples",
    "abbreviation": "J. Ex.",
    "volume": "3",
    "issue": "2",
    "pages": "327-335",
    "year": 2020,
}


class Run:
    """The command, run on a bibliography in a folder of its own."""

    def __init__(self, folder, capsys):
        self.folder = folder
        self.capsys = capsys
        self.bib = folder / "references.bib"
        self.retractions = folder / "retractions.toml"

    def __call__(self, bib=ENTRY, *options, accepted=""):
        """Run it; ``code``, ``out``, ``err``, ``report`` (the JSON) and ``first`` (its first entry) say what came."""
        if bib is not None:
            self.bib.write_text(bib, encoding="utf-8")
        (self.folder / "accepted.toml").write_text(accepted, encoding="utf-8")
        paths = {"--bib": self.bib, "--accepted": "accepted.toml", "--retractions": self.retractions,
                 "--cache": "replies", "--json": "report.json", "--markdown": "issue.md"}  # fmt: skip
        where = [str(part) for name, path in paths.items() for part in (name, self.folder / path)]
        self.waits = []
        self.code = main([*where, *options], sleep=self.waits.append, timeout=0.5, tries=2)
        self.out, self.err = self.capsys.readouterr()
        if self.code != 2 or (self.folder / "report.json").exists():
            self.report = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
            self.first = self.report["references"][0]
            self.fields = {d["field"]: (d["ours"], d["theirs"]) for d in self.first["differences"] if not d["accepted"]}
        return self


@pytest.fixture
def watch(tmp_path, capsys, registries):
    return Run(tmp_path, capsys)


def but(**changes):
    """The entry with other values; None leaves a field out."""
    lines = []
    for line in ENTRY.splitlines(True):
        name = line.split("=")[0].strip()
        value = changes.pop(name, ...)
        lines.append(line if value is ... else f"  {name:<12} = {{{value}}},\n" if value else "")
    new = [f"  {name:<12} = {{{value}}},\n" for name, value in changes.items()]
    return "".join([lines[0], *new, *lines[1:]])


# How a reference ends ----------------------------------------------------------------------------------------------


def test_a_reference_that_both_registries_have_is_confirmed(registries, watch):
    registries.work(**WORK)
    assert watch().first["state"] == "confirmed"
    assert watch.code == 0
    assert "1 reference: 1 confirmed" in watch.out


DIFFERENT = {
    "a wrong title": ({"title": "On Something Else in Particular: a {KAP} Story"}, "title"),
    "a title without its subtitle": ({"title": "On Nothing in Particular"}, "title"),
    "another first author": ({"author": "Other, Ada and van den Specimen, Bo"}, "first author"),
    "an author too few": ({"author": "Example, Ada"}, "number of authors"),
    "an author too many": ({"author": "Example, Ada and van den Specimen, Bo and More, Cy"}, "number of authors"),
    "another second author": ({"author": "Example, Ada and Other, Bo"}, "authors"),
    "authors that end in others": ({"author": "Example, Ada and others"}, "number of authors"),
    "another journal": ({"journal": "Journal of Specimens"}, "journal"),
    "another year": ({"year": "2018"}, "year"),
    "another volume": ({"volume": "4"}, "volume"),
    "another issue": ({"number": "3"}, "number"),
    "other pages": ({"pages": "327--336"}, "pages"),
    "no volume where there is one": ({"volume": None}, "volume"),
}


@pytest.mark.parametrize(("changes", "field"), DIFFERENT.values(), ids=DIFFERENT)
def test_a_field_that_differs_is_shown_with_ours_and_theirs(registries, watch, changes, field):
    registries.work(**WORK)
    watch(but(**changes))
    assert watch.first["state"] == "differs"
    assert list(watch.fields) == [field]
    assert watch.code == 1
    ours, theirs = watch.fields[field]
    assert theirs.endswith(("(Crossref, PubMed)", "(Crossref)"))
    assert f"{field:<18}ours    {ours or '(nothing)'}" in watch.out
    assert f"theirs  {theirs}" in watch.out


SAME = {
    "a title in capitals": {"title": "ON NOTHING IN PARTICULAR: A KAP STORY"},
    "a title in other capitals and punctuation": {"title": "On nothing in particular \u2014 a KAP story"},
    "a title with markup": {"title": "On <i>Nothing</i> in Particular: A <b>KAP</b> Story"},
    "a journal with what a catalogue adds": {"journal": "The Journal of examples (Testville, Nowhere)"},
    "a journal by its abbreviation alone": {"journal": "J Ex"},
    "a year of the issue after that online": {"year": 2021, "online": 2020},
    "a year online before that of the issue": {"year": 2020, "online": 2019},
    "a last page cut short": {"pages": "327-35"},
    "pages with a dash": {"pages": "327\u2013335"},
    "a family name without its particles": {"author": ["Example, Ada", "Specimen, Bo"]},
    "a group beside the authors": {"group": ["Example Study Group"]},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME)
def test_another_way_to_write_the_same_is_no_difference(registries, watch, changes):
    registries.work(**WORK | changes)
    watch()
    assert watch.fields == {}
    assert watch.first["state"] == "confirmed"


def test_a_greek_letter_and_its_name_are_the_same(registries, watch):
    registries.work(**WORK | {"title": "The role of \u03b2-endorphin and TGF\u03b1"})
    assert watch(but(title="The role of beta-endorphin and {TGF}$\\alpha$")).fields == {}


def test_an_article_number_stands_for_pages(registries, watch):
    registries.work(**{k: v for k, v in WORK.items() if k != "pages"}, article_number="067194")
    assert watch(but(pages="e067194")).fields == {}
    assert "pages" in watch(but(pages="e067195"), "--fresh").fields


def test_one_registry_is_enough_to_confirm_a_field(registries, watch):
    registries.work(**WORK, pubmed={"journal": "Other Name Entirely", "abbreviation": "Oth Nam Ent"})
    assert watch().first["state"] == "confirmed"


def test_a_doi_that_does_not_exist_is_not_found(registries, watch):
    assert watch(but(pmid=None)).first["state"] == "not found"
    assert "Crossref has no DOI 10.5555/one" in watch.out
    assert watch.code == 1


def test_a_pmid_that_does_not_exist_is_not_found(registries, watch):
    registries.work(**WORK | {"pmid": "902"})
    assert watch().first["state"] == "not found"
    assert "PubMed has no PMID 901" in watch.out


def test_a_pmid_that_is_no_number_spoils_nothing_for_the_others(registries, watch):
    registries.work(**WORK)
    watch(ENTRY + but(pmid="PMC901").replace("example2020", "other2020"))
    assert [one["state"] for one in watch.report["references"]] == ["confirmed", "not found"]
    assert "PubMed has no PMID PMC901" in watch.out


def test_a_doi_of_another_work_is_told_and_nothing_of_that_work_is_proposed(registries, watch):
    registries.work(**WORK | {"title": "A Survey of Quite Another Matter", "author": ["Stranger, Zoe"], "pmid": ""})
    watch(but(pmid=None), "--fix")
    assert watch.fields["doi"][1] == '10.5555/one is another work: "A Survey of Quite Another Matter" (Stranger 2020)'
    assert list(watch.fields) == ["doi"]
    assert "would change nothing" in watch.out


def test_a_doi_that_leads_to_another_doi_differs(registries, watch):
    registries.work(**WORK | {"doi": "10.5555/new"})
    registries.aliases["10.5555/one"] = "10.5555/new"
    assert watch().fields == {"doi": ("10.5555/one", "10.5555/new (Crossref, PubMed)")}


def test_a_doi_of_another_agency_is_not_checked_rather_than_not_found(registries, watch):
    registries.agencies["10.5555/one"] = "DataCite"
    assert watch(but(pmid=None)).first["state"] == "not checked"
    assert "registered with DataCite" in watch.out
    assert watch.code == 2


def test_a_missing_identifier_is_told_but_is_no_fault(registries, watch):
    registries.work(**WORK, pmcid="PMC77")
    watch(but(pmid=None))
    assert watch.first["state"] == "confirmed"
    assert {one["field"]: one["value"] for one in watch.first["additions"]} == {"pmid": "901", "pmcid": "PMC77"}
    assert "2 identifiers that we lack" in watch.out


def test_every_name_title_and_page_range_of_our_own_bibliography_is_understood(registries, watch):
    ours = [one for one in read(ROOT / "references.bib") if one.get("doi") and not one.others]
    for one in ours:
        registries.work(
            one.get("doi"),
            pmid=one.get("pmid"),
            title=one.get("title"),
            author=[f"{author.family}, {author.given}" for author in one.authors if not author.group],
            group=[author.family for author in one.authors if author.group],
            journal=one.get("journal"),
            year=one.year,
            volume=one.get("volume"),
            issue=one.get("number"),
            pages=one.get("pages"),
        )
    watch((ROOT / "references.bib").read_text(encoding="utf-8"), *(one.key for one in ours))
    assert watch.report["counts"]["confirmed"] == len(ours) > 40


# Retractions and what else came later ------------------------------------------------------------------------------

UPDATE = {"DOI": "10.5555/notice", "source": "retraction-watch", "updated": {"date-parts": [[2023, 4, 22]]}}
RETRACTIONS = {
    "on the work's own record": {"crossref": {"updated-by": [UPDATE | {"type": "retraction"}]}},
    "by PubMed's notice": {"pubmed_refs": [("RetractionIn", "J Ex. 2023;6:1. doi: 10.5555/notice", "955")]},
    "by PubMed's type alone": {"pubmed_types": ["Journal Article", "Retracted Publication"]},
    "in its title alone": {"crossref": {"title": ["RETRACTED: On Nothing in Particular: A KAP Story"]}},
}


@pytest.mark.parametrize("told", RETRACTIONS.values(), ids=RETRACTIONS)
def test_a_retraction_is_seen_wherever_it_is_told(registries, watch, told):
    registries.work(**WORK, **told)
    assert watch().first["state"] == "retracted"
    assert watch.fields == {}
    assert watch.code == 1


def test_a_retraction_that_only_the_notice_tells_is_seen(registries, watch):
    registries.work(**WORK)
    registries.notice("10.5555/notice", updates="10.5555/one", date="2023-04-22")
    assert watch().first["state"] == "retracted"
    assert "retraction of 2023-04-22, says Crossref (publisher): https://doi.org/10.5555/notice" in watch.out


def test_a_retraction_told_twice_is_reported_once(registries, watch):
    registries.work(**WORK, crossref={"updated-by": [UPDATE | {"type": "retraction"}]})
    registries.notice("10.5555/notice", updates="10.5555/one")
    assert len(watch().first["notices"]) == 1


def test_a_retraction_that_the_entry_tells_needs_nothing_more(registries, watch):
    registries.work(**WORK, crossref={"updated-by": [UPDATE | {"type": "retraction"}]})
    watch(but(retraction="Retracted by the journal in 2023"))
    assert watch.first["state"] == "retracted"
    assert "its entry says so" in watch.out
    assert watch.code == 0


def test_a_retraction_that_could_not_be_asked_for_is_not_confirmed_away(registries, watch):
    registries.work(**WORK)
    registries.fault("/works", times=2, status=500)
    assert watch().first["state"] == "not checked"
    assert watch.code == 2


@pytest.mark.parametrize("kind", ["correction", "expression_of_concern"])
def test_a_correction_or_a_doubt_is_told_with_its_notice_until_a_person_accepts_it(registries, watch, kind):
    registries.work(**WORK, crossref={"updated-by": [UPDATE | {"type": kind}]})
    assert watch().first["state"] == "corrected"
    assert "https://doi.org/10.5555/notice" in watch.out
    assert watch.code == 1
    seen = (
        '[[accepted]]\nkey = "example2020"\nfield = "notice"\ntheirs = "10.5555/notice"\nreason = "An author\'s name."'
    )
    assert watch(accepted=seen).first["state"] == "confirmed"


def test_a_retraction_cannot_be_accepted_away(registries, watch):
    registries.work(**WORK, crossref={"updated-by": [UPDATE | {"type": "retraction"}]})
    seen = '[[accepted]]\nkey = "example2020"\nfield = "notice"\ntheirs = "10.5555/notice"\nreason = "No matter."'
    assert watch(accepted=seen).code == 1


def test_a_preprint_that_was_published_and_a_review_that_was_renewed_are_told(registries, watch):
    became = {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/journal", "asserted-by": "subject"}]}
    registries.work(**WORK, crossref={"relation": became})
    assert watch().first["state"] == "corrected"
    assert "new version, says Crossref: https://doi.org/10.5555/journal" in watch.out
    review = WORK | {"doi": "10.1002/14651858.CD000000.pub2", "pmid": ""}
    registries.work(**review)
    registries.work(**review | {"doi": "10.1002/14651858.CD000000.pub3", "year": 2024})
    watch(but(doi="10.1002/14651858.CD000000.pub2", pmid=None))
    assert "new version of 2024, says Crossref: https://doi.org/10.1002/14651858.cd000000.pub3" in watch.out


def test_a_retraction_of_another_work_under_a_mistyped_doi_is_not_ours(registries, watch):
    registries.work(**WORK | {"title": "A Survey of Quite Another Matter", "author": ["Stranger, Zoe"], "pmid": ""})
    registries.notice("10.5555/notice", updates="10.5555/one")
    assert watch(but(pmid=None)).first["state"] == "differs"


# A failed request is never "confirmed" -----------------------------------------------------------------------------

FAULTS = {
    "busy": {"status": 429},
    "broken": {"status": 500},
    "silent": {"hang": True},
    "HTML": {"body": "<html><h1>Down for maintenance</h1></html>"},
    "cut off": {"cut": 30},
    "forbidden": {"status": 403},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("path", ["/works/10.5555/one", "/works", "/efetch.fcgi"])
def test_no_answer_is_not_checked_with_the_reason(registries, watch, path, fault):
    registries.work(**WORK)
    registries.fault(path, times=2, **fault)
    watch()
    assert watch.first["state"] == "not checked"
    assert watch.first["unchecked"]
    assert watch.code == 2
    assert f"  {watch.first['unchecked'][0]}\n    example2020\n" in watch.out


def test_what_is_known_to_differ_is_told_even_where_another_question_failed(registries, watch):
    registries.work(**WORK)
    registries.fault("/efetch.fcgi", times=2, status=500)
    watch(but(year="2018"))
    assert watch.first["state"] == "differs"
    assert "not checked: PubMed answered 500" in watch.out
    assert watch.code == 1


def test_an_outage_ends_soon_and_leaves_every_reference_not_checked(registries, watch):
    registries.fault("*", times=1000, status=503)
    bib = "\n".join(
        ENTRY.replace("example2020", f"example{n}").replace("10.5555/one", f"10.5555/{n}") for n in range(20)
    )
    watch(bib)
    assert watch.report["counts"]["not checked"] == 20
    assert watch.code == 2
    assert len(registries.asked) < 20


def test_a_run_that_broke_off_goes_on_where_it_stopped(registries, watch):
    registries.work(**WORK)
    registries.work(**WORK | {"doi": "10.5555/two", "pmid": "902", "title": "The Other One"})
    other = but(doi="10.5555/two", pmid="902", title="The Other One").replace("example2020", "example2021")
    registries.fault("/works/10.5555/two", times=2, status=500)
    assert watch(ENTRY + other).code == 2
    registries.asked.clear()
    assert watch(ENTRY + other).code == 0
    assert not [path for path in registries.paths() if "10.5555/one" in path]


# Entries without a number ------------------------------------------------------------------------------------------

NOTICE = """\
@misc{agency2022,
  author  = {{Example Agency}},
  title   = {{FDA} warns of {Nothing} \\& more},
  year    = {2022},
  url     = {ADDRESS/site/notice},
  urldate = {2026-11-24},
}
"""


def test_a_page_that_holds_the_title_confirms(registries, watch):
    registries.pages["/notice"] = "<html><body><h1>FDA warns of <em>nothing</em> &amp; more</h1></body></html>"
    assert watch(NOTICE.replace("ADDRESS", registries.address)).first["state"] == "confirmed"


def test_a_page_without_the_title_differs_and_one_that_is_gone_is_not_found(registries, watch):
    bib = NOTICE.replace("ADDRESS", registries.address)
    assert watch(bib).first["state"] == "not found"
    assert "the page is gone" in watch.out
    registries.pages["/notice"] = "<html><body><h1>Welcome to our new site</h1></body></html>"
    assert watch(bib, "--fresh").fields["url"][1] == "the page answers, but does not hold the title"


def test_a_page_that_refuses_us_is_not_checked(registries, watch):
    registries.fault("/notice", status=403)
    assert watch(NOTICE.replace("ADDRESS", registries.address)).first["state"] == "not checked"


def test_a_page_that_refuses_every_program_can_be_accepted_but_is_never_called_confirmed(registries, watch):
    registries.fault("/notice", times=2, status=403)
    accepted = (
        f'[[accepted]]\nkey = "agency2022"\nfield = "url"\ntheirs = "{registries.address}/site/notice"\n'
        'reason = "Refuses programs; seen by hand in November 2026."\n'
    )
    watch(NOTICE.replace("ADDRESS", registries.address), accepted=accepted)
    assert watch.first["state"] == "not checked"
    assert watch.code == 0
    assert "accepted: Refuses programs" in watch.out


def test_an_article_without_a_number_is_looked_for_and_its_doi_proposed(registries, watch):
    registries.work(**WORK)
    watch(but(doi=None, pmid=None))
    assert watch.fields == {"doi": ("", "10.5555/one")}
    assert watch.code == 1


def test_an_entry_that_nothing_can_be_asked_about_is_not_checked(watch):
    watch("@misc{old1990,\n  author = {Old, Al},\n  title = {A leaflet},\n  year = {1990}\n}\n")
    assert watch.first["state"] == "not checked"
    assert "no DOI, PMID or address" in watch.out


def test_an_article_that_no_search_finds_is_not_found(registries, watch):
    registries.work(**WORK | {"title": "A Survey of Quite Another Matter", "author": ["Stranger, Zoe"]})
    assert watch(but(doi=None, pmid=None)).first["state"] == "not found"


@pytest.mark.parametrize(
    ("year", "state"), [(2018, "not found"), (2019, "differs"), (2021, "differs"), (2022, "not found")]
)
def test_a_work_of_this_title_is_ours_where_its_year_is_ours_give_or_take_one(registries, watch, year, state):
    registries.work(**WORK | {"year": year})
    assert watch(but(doi=None, pmid=None)).first["state"] == state
    assert ("doi" in watch.fields) == (state == "differs"), "what is not ours gives us no DOI"


def test_of_two_works_of_this_title_the_first_that_is_found_is_meant(registries, watch):
    registries.work(**WORK)
    registries.work(**WORK | {"doi": "10.5555/two", "pmid": "902"})
    first = watch(but(doi=None, pmid=None)).fields["doi"][1]
    assert first == "10.5555/one"


# --fix -------------------------------------------------------------------------------------------------------------


def test_fix_shows_a_diff_and_writes_nothing(registries, watch):
    registries.work(**WORK, pmcid="PMC77")
    bib = but(year="2018", volume=None)
    watch(bib, "--fix")
    assert "-  year         = {2018},\n+  year         = {2020},\n+  volume       = {3},\n" in watch.out
    assert "+  pmcid        = {PMC77},\n" in watch.out
    assert watch.bib.read_text() == bib
    assert "--fix --write" in watch.out


def test_fix_writes_when_told_and_then_all_is_confirmed(registries, watch):
    registries.work(**WORK)
    watch(but(year="2018", author="Example, A. and others", pages="9", pmid=None), "--fix", "--write")
    assert watch(None).first["state"] == "confirmed"
    assert watch.bib.read_text() == ENTRY


def test_fix_completes_authors_that_end_in_others_and_keeps_groups_together(registries, watch):
    registries.work(**WORK | {"author": ["Example, Ada", "Specimen, Bo C", "Más, Ñandú"]}, group=["Example & Co Group"])
    watch(but(author="Example, A. and others"), "--fix", "--write")
    assert (
        "author       = {Example, Ada and Specimen, Bo C and Más, Ñandú and {Example \\& Co Group}},"
        in watch.bib.read_text()
    )
    assert watch(None).first["state"] == "confirmed"


def test_fix_keeps_a_suffix_in_its_place(registries, watch):
    people = [{"family": "Example", "given": "Ada"}, {"family": "Specimen", "given": "Bo", "suffix": "Jr."}]
    registries.work(**WORK | {"pmid": ""}, crossref={"author": people})
    watch(but(author="Example, A. and others", pmid=None), "--fix", "--write")
    assert "author       = {Example, Ada and Specimen, Jr., Bo}," in watch.bib.read_text()
    assert watch(None).first["state"] == "confirmed"


def test_fix_never_touches_our_own_fields_nor_another_entry(registries, watch):
    registries.work(**WORK)
    other = "% a remark, with {a brace\n" + ENTRY.replace("example2020", "aaa").replace("{3}", "3").replace(
        "10.5555/one", "10.5555/two"
    )
    registries.work(**WORK | {"doi": "10.5555/two", "pmid": ""})
    before = other + but(year="2018", note="ours {stays}", retraction="ours")
    after = watch(before, "--fix", "--write").bib.read_text()
    assert after == before.replace("{2018}", "{2020}")


def test_a_proposed_title_keeps_the_capitals_that_a_style_would_lose(registries, watch):
    registries.work(**WORK | {"title": "Effects of KAP & mTOR in COVID-19"})
    watch(but(title="Effects of nothing"), "--fix", "--write")
    assert "title        = {Effects of {KAP} \\& {mTOR} in {COVID-19}}," in watch.bib.read_text()


def test_a_title_in_capitals_is_not_proposed(registries, watch):
    registries.work(**WORK | {"title": "ON SOMETHING WHOLLY DIFFERENT"})
    assert "would change nothing" in watch(ENTRY, "--fix").out


def test_our_own_bibliography_can_be_followed_to_the_letter():
    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    places = {entry.key: entry for entry in bib.read(text.encode()).entries}
    references = read(ROOT / "references.bib")
    assert list(places) == [reference.key for reference in references]
    for reference in references:
        assert set(places[reference.key].fields) == {*reference.fields, "author"}
        assert text.splitlines()[reference.line - 1].startswith(f"@{reference.type}{{{reference.key},")


# What is written ---------------------------------------------------------------------------------------------------


def test_the_most_urgent_comes_first(registries, watch):
    registries.work(**WORK)
    registries.work(**WORK | {"doi": "10.5555/gone", "pmid": "903"}, pubmed_types=["Retracted Publication"])
    gone = but(doi="10.5555/gone", pmid="903").replace("example2020", "retracted2020")
    watch(but(year="2018") + gone)
    assert watch.out.index("retracted2020") < watch.out.index("example2020")


def test_the_markdown_is_a_table_that_keeps_its_columns_whatever_a_title_holds(registries, watch):
    registries.work(**WORK | {"title": "A | B <script>c</script> and *d*"})
    watch()
    text = (watch.folder / "issue.md").read_text(encoding="utf-8")
    table = BeautifulSoup(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text), "html.parser").table
    [row] = table.tbody.find_all("tr")
    assert [cell.get_text() for cell in row.find_all("td")][:2] == ["example2020 (line 1)", "differs"]
    assert len(row.find_all("td")) == 3
    assert not row.find("script")


def test_the_markdown_says_so_when_all_is_well(registries, watch):
    registries.work(**WORK)
    watch()
    assert "Every reference in `references.bib`" in (watch.folder / "issue.md").read_text(encoding="utf-8")


def test_an_accepted_difference_is_kept_with_its_reason_and_told_when_it_is_stale(registries, watch):
    registries.work(**WORK)
    accepted = '[[accepted]]\nkey = "example2020"\nfield = "year"\ntheirs = "2020"\nreason = "We cite the preprint."\n'
    watch(but(year="2018"), accepted=accepted)
    assert watch.first["state"] == "confirmed"
    assert watch.first["differences"][0]["accepted"] == "We cite the preprint."
    assert "no longer so: example2020: year" in watch(ENTRY, accepted=accepted).out


def test_an_accepted_difference_needs_a_reason(registries, watch):
    watch(accepted='[[accepted]]\nkey = "example2020"\nfield = "year"\ntheirs = "2020"\n')
    assert watch.code == 2
    assert "accepted difference 1 lacks reason" in watch.err


@pytest.mark.parametrize(
    "broken", ["@article{one,\n  title = {x\n", "@article{one,\n  title = {x}\n  year = {2020}\n}\n"]
)
def test_a_fault_of_the_bibliography_is_told_by_file_and_line_and_the_rest_is_asked_for(registries, watch, broken):
    registries.work(**WORK)
    watch(f"{broken}\n{ENTRY}", "--all")
    assert watch.code == 1
    assert f"{watch.bib}:2: " in watch.err
    assert {one["key"]: one["state"] for one in watch.report["references"]}["example2020"] == "confirmed"


def test_a_bibliography_without_a_single_entry_is_refused_with_its_line(watch):
    watch("@article{, title = {x}}")
    assert watch.code == 2
    assert f"{watch.bib}:1: this cannot be read" in watch.err


def test_the_fix_writes_nothing_into_an_entry_that_is_broken(registries, watch):
    registries.work(**WORK)
    broken = but(year="2018").replace("{2018},", "{2018}")
    assert watch(broken, "--fix", "--write").bib.read_text() == broken
    assert "a comma is missing" in watch.err


def test_one_reference_can_be_asked_for_alone_and_an_unknown_one_is_refused(registries, watch):
    registries.work(**WORK)
    watch(ENTRY + ENTRY.replace("example2020", "other2020"), "example2020")
    assert [one["key"] for one in watch.report["references"]] == ["example2020"]
    watch(ENTRY, "nobody1999")
    assert watch.code == 2
    assert "no entry has the key nobody1999" in watch.err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else():
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        progress = Progress(2, stream)
        progress(1, "example2020")
        progress(2, "")
        assert ("1 of 2 example2020" in stream.getvalue()) is shown


def test_the_command_runs_as_the_makefile_runs_it(registries, tmp_path):
    registries.work(**WORK)
    (tmp_path / "references.bib").write_text(ENTRY, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "tools.watch",
        "--bib",
        tmp_path / "references.bib",
        "--cache",
        tmp_path / "replies",
    ]
    ran = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("1 reference: 1 confirmed; oldest reply of ")


# The record that every build heeds ---------------------------------------------------------------------------------


def test_a_retraction_is_recorded_once_and_taken_away_only_by_an_answer(registries, watch):
    registries.work(**WORK)
    registries.notice("10.5555/notice", updates="10.5555/one", date="2023-04-22")
    assert "commit it" in watch(ENTRY, "--record").out
    recorded = watch.retractions.read_text(encoding="utf-8")
    assert (
        'key = "example2020"\ndoi = "10.5555/one"\npmid = "901"\nnotice = "https://doi.org/10.5555/notice"\n'
        in recorded
    )
    registries.fault("*", times=100, status=500)
    watch(ENTRY, "--record", "--fresh")
    assert watch.retractions.read_text(encoding="utf-8") == recorded
    registries.faults.clear()
    registries.notices.clear()
    watch(ENTRY, "--record", "--fresh")
    assert "example2020" not in watch.retractions.read_text(encoding="utf-8")


# The weekly job ----------------------------------------------------------------------------------------------------


def test_a_hundred_references_are_asked_for_in_a_few_minutes(registries, tmp_path):
    """What the pauses add up to; each answer itself takes Crossref well under a second."""

    class Time:
        now = 0.0

        def sleep(self, seconds):
            self.now += seconds

    time = Time()
    entries = []
    for number in range(100):
        mine = {"doi": f"10.5555/{number}", "pmid": str(900 + number)}
        registries.work(**WORK | mine)
        entries.append(but(**mine).replace("example2020", f"example{number}"))
    (tmp_path / "references.bib").write_text("".join(entries), encoding="utf-8")
    options = ["--bib", str(tmp_path / "references.bib"), "--cache", str(tmp_path / "replies")]
    assert main(options, clock=lambda: time.now, sleep=time.sleep) == 0
    assert time.now < 150
    assert len(registries.asked) == 201  # two questions a reference, and one for all PMIDs
