"""`make news`: what PubMed has that is new for each page, and whether a page's question finds what the page cites."""

from __future__ import annotations

import io
import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from rules import read_site

from tools.news.__main__ import main
from tools.news.kinds import kind_of, people_of
from tools.news.pages import concerns, names
from tools.registries import Record

ROOT = Path(__file__).parents[2]

CONF = """\
include_patterns = ["*.md", "faq/*.md"]
exclude_patterns = ["faq/_*.md"]
bibtex_bibfiles = ["references.bib"]
"""
PAGE = """\
---
certainty: low
checked: 2026-11-26
search: (ketamine[tiab] OR esketamine[tiab]) AND (bladder[tiab] OR cystit*[tiab])
---
# Will it hurt my bladder?

Perhaps {cite:p}`winstock2012`. A trial is under way (NCT04560660).
"""
TEMPLATE = "---\nsearch: (ketamine[tiab] OR esketamine[tiab]) AND sleep[tiab]\n---\n# Why?\n"
BIB = """\
@article{winstock2012,
  author = {Winstock, Adam},
  title  = {Urinary symptoms among recreational ketamine users},
  year   = {2012},
  doi    = {10.1111/winstock},
  pmid   = {22416998}
}
"""
CITED = {
    "doi": "10.1111/winstock",
    "pmid": "22416998",
    "title": "Urinary symptoms among recreational ketamine users",
    "author": ["Winstock, Adam"],
    "abstract": "<AbstractText>The bladder of 1,285 users.</AbstractText>",
    "year": 2012,
}
NEW = {
    "doi": "10.5555/new",
    "pmid": "50000001",
    "title": "Esketamine and the bladder: a randomized trial",
    "author": ["Example, Ada"],
    "journal": "Journal of Examples",
    "abstract": "<AbstractText>We enrolled 120 adult patients.</AbstractText>",
    "pubmed_types": ["Journal Article", "Randomized Controlled Trial"],
    "year": 2026,
    "made": "2026-11-30",
}


class Run:
    """The command, run on a small book in a folder of its own."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys
        self.write({"conf.py": CONF, "faq/_template.md": TEMPLATE, "faq/bladder.md": PAGE, "references.bib": BIB})

    def write(self, files):
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text, encoding="utf-8")

    def __call__(self, *options, **files):
        """Run it; ``code``, ``out``, ``err``, ``pages`` (of the JSON) and ``page``, the first of them, say what came."""
        self.write({path.replace("__", "/"): text for path, text in files.items()})
        paths = {"--root": "", "--cache": "replies", "--json": "news.json", "--markdown": "news.md"}
        where = [str(part) for name, path in paths.items() for part in (name, self.folder / path)]
        self.waits = []
        self.code = main([*options, *where], sleep=self.waits.append, timeout=0.5, tries=2)
        self.out, self.err = self.capsys.readouterr()
        if (self.folder / "news.json").exists():
            self.pages = json.loads((self.folder / "news.json").read_text(encoding="utf-8"))["pages"]
            self.page = self.pages[0] if self.pages else {}
        return self

    @property
    def table(self):
        html = MarkdownIt().enable("table").render((self.folder / "news.md").read_text(encoding="utf-8"))
        rows = BeautifulSoup(html, "html.parser").select("tbody tr")
        return [[cell.get_text() for cell in row.find_all("td")] for row in rows]


@pytest.fixture
def news(tmp_path, capsys, registries):
    registries.work(**CITED)
    return Run(tmp_path, capsys)


def test_nothing_new_ends_with_0(news):
    assert news().code == 0
    assert "1 page: nothing new; oldest reply of " in news.out
    assert news.page["found"] == 0


def test_a_new_trial_comes_with_design_people_and_the_command_that_adds_it(news, registries):
    registries.work(**NEW)
    assert news().code == 1
    [item] = news.page["items"]
    assert (item["kind"], item["people"], item["command"]) == (
        "randomised trial",
        "120 adult patients",
        "make cite PMID=50000001",
    )
    assert item["link"] == "https://pubmed.ncbi.nlm.nih.gov/50000001/"
    for words in (NEW["title"], "RANDOMISED TRIAL", "120 adult patients", "Journal of Examples 2026", item["command"]):
        assert words in news.out
    assert news.table == [[NEW["title"], "randomised trial", "120 adult patients", "make cite PMID=50000001"]]


def test_only_what_was_added_since_the_page_was_checked_is_asked_for(news, registries):
    registries.work(**NEW | {"made": "2026-11-25"})
    assert news().code == 0
    registries.work(**NEW | {"pmid": "50000002", "doi": "10.5555/day", "made": "2026-11-26"})
    assert [item["pmid"] for item in news("--fresh").page["items"]] == ["50000002"]


def test_guidelines_and_reviews_come_first_and_the_rest_is_a_count(news, registries):
    kinds = {
        "1": "Randomized Controlled Trial",
        "2": "Systematic Review",
        "3": "Practice Guideline",
        "4": "Case Reports",
    }
    for number, kind in kinds.items():
        registries.work(
            **NEW
            | {
                "pmid": f"5000000{number}",
                "doi": f"10.5555/{number}",
                "title": "Ketamine and the bladder",
                "pubmed_types": [kind],
            }
        )
    assert [item["kind"] for item in news().page["items"]] == ["guideline", "systematic review", "randomised trial"]
    assert news.page["rest"] == 1
    assert "and 1 of other kinds" in news.out


def test_a_mere_count_is_nothing_to_do(news, registries):
    registries.work(**NEW | {"title": "A bladder on ketamine", "pubmed_types": ["Case Reports"]})
    assert news().code == 0
    assert news.page["rest"] == 1


def test_what_the_page_cites_is_left_out_by_pmid_and_by_doi(news, registries):
    registries.works[0]["made"] = "2026-11-30"
    registries.work(**NEW)
    bib = BIB + "@article{new2026, title = {Esketamine and the bladder}, doi = {10.5555/NEW}}\n"
    assert (
        news(references__bib="", **{"references.bib": bib, "faq/bladder.md": PAGE + "\n{cite:p}`new2026`\n"}).code == 0
    )
    assert (news.page["cited"], news.page["items"]) == (2, [])


@pytest.mark.parametrize("name", ["50000001", "PMID: 50000001", "10.5555/NEW", "https://doi.org/10.5555/new"])
def test_what_was_set_aside_is_left_out(news, registries, name):
    registries.work(**NEW)
    aside = f'[[aside]]\nid = "{name}"\ndate = 2026-12-01\nreason = "Animals."\n'
    assert news(**{"set-aside.toml": aside}).code == 0
    assert (news.page["aside"], news.page["items"]) == (1, [])


def test_what_was_set_aside_for_one_page_is_new_for_another(news, registries):
    registries.work(**NEW)
    aside = '[[aside]]\nid = "50000001"\ndate = 2026-12-01\nreason = "Animals."\npages = ["faq/kidney"]\n'
    news(**{"set-aside.toml": aside, "faq/kidney.md": PAGE.replace("my bladder", "my kidneys")})
    assert [(page["page"], len(page["items"])) for page in news.pages] == [("faq/bladder", 1), ("faq/kidney", 0)]


def test_a_fault_in_the_list_of_what_was_set_aside_is_named_and_hides_none_of_the_others(news, registries):
    registries.work(**NEW)
    good = '[[aside]]\nid = "50000001"\ndate = 2026-12-01\nreason = "Animals."\n'
    assert news(**{"set-aside.toml": f'[[aside]]\nid = "soon"\n{good}[[aside]\n{good}'}).code == 0
    assert "set-aside.toml:1: `id` cannot be used: write id = the PMID or the DOI in quotes" in news.err


def test_a_published_trial_that_the_page_names_is_told_whenever_it_was_published(news, registries):
    trial = {"title": "A trial in veterans", "registered": ["NCT04560660"], "made": "2025-01-01", "pubmed_types": []}
    registries.work(**NEW | trial)
    assert news().code == 1
    assert [(item["pmid"], item["trials"]) for item in news.page["trials"]] == [("50000001", ["NCT04560660"])]
    assert "NCT04560660; 120 adult patients" in news.out


def test_the_plan_of_that_trial_is_not(news, registries):
    registries.work(**NEW | {"title": "Veterans: study protocol", "registered": ["NCT04560660"], "made": "2025-01-01"})
    assert news().code == 0


@pytest.mark.parametrize(
    ("kind", "said"),
    [("RetractionIn", "retraction"), ("ErratumIn", "correction"), ("UpdateIn", "new version")],
)
def test_what_became_of_a_cited_work_is_told(news, registries, kind, said):
    registries.works[0]["pubmed_refs"] = [(kind, "J Ex. 2026", "50000009")]
    assert news().code == 1
    assert f"winstock2012: {said} of 2026, says PubMed: https://pubmed.ncbi.nlm.nih.gov/50000009/" in news.out
    assert news.page["notices"][0]["key"] == "winstock2012"
    assert news.table[0][1].startswith(f"{said} of 2026, says PubMed")


def test_a_notice_that_somebody_has_read_is_not_told_again(news, registries):
    registries.works[0]["pubmed_refs"] = [("ErratumIn", "J Ex. 2026", "50000009")]
    accepted = '[[accepted]]\nkey = "winstock2012"\nfield = "notice"\ntheirs = "50000009"\nreason = "A name."\n'
    assert news(**{"tools/watch/accepted.toml": accepted}).code == 0


def test_a_retraction_is_told_until_the_entry_tells_its_readers(news, registries):
    registries.works[0]["pubmed_refs"] = [("RetractionIn", "J Ex. 2026", "50000009")]
    accepted = '[[accepted]]\nkey = "winstock2012"\nfield = "notice"\ntheirs = "50000009"\nreason = "A name."\n'
    assert news(**{"tools/watch/accepted.toml": accepted}).code == 1
    assert news(**{"references.bib": BIB.replace("  pmid", "  retraction = {Withdrawn in 2026.},\n  pmid")}).code == 0


# How PubMed answers ---------------------------------------------------------------------------------------------------


def many(registries, count):
    for number in range(count):
        registries.work(**NEW | {"pmid": str(60000000 + number), "doi": f"10.5555/many{number}"})


def test_many_are_fetched_page_by_page_from_the_history_server(news, registries):
    many(registries, 230)
    assert len(news().page["items"]) == 230
    pages = [path for path in registries.paths() if "WebEnv=" in path]
    assert [re.search(r"retstart=(\d+)", path)[1] for path in pages] == ["0", "100", "200"]
    assert any("usehistory=y" in path for path in registries.paths())


def test_a_run_that_broke_off_goes_on_where_it_stopped(news, registries):
    many(registries, 230)
    news()
    lose(news, start=200)
    registries.asked.clear()
    assert len(news().page["items"]) == 230
    [asked] = registries.paths()
    assert "retstart=200" in asked


def test_a_set_that_the_history_server_has_forgotten_meanwhile_is_made_anew(news, registries):
    many(registries, 150)
    news()
    lose(news, start=100)
    registries.kept = {("elsewhere", str(number)): [] for number in range(5)}
    assert len(news().page["items"]) == 150
    assert news.page["unchecked"] == []


def lose(news, start):
    """As though the run had broken off before that page."""
    kept = {path: json.loads(path.read_text(encoding="utf-8"))["key"] for path in news.folder.glob("replies/*.json")}
    [last] = [path for path, key in kept.items() if f'"retstart": "{start}"' in key]
    last.unlink()


@pytest.mark.parametrize(
    "reply", [{"status": 429, "headers": {"Retry-After": "7"}}, {"status": 500}, {"cut": 40}, {"hang": True}]
)
@pytest.mark.parametrize("path", ["/esearch.fcgi", "/efetch.fcgi"])
def test_a_fault_that_passes_is_waited_for(news, registries, path, reply):
    registries.work(**NEW)
    registries.fault(path, **reply)
    assert news().code == 1
    assert len(news.page["items"]) == 1
    assert max(news.waits) >= (7 if "headers" in reply else 1)


@pytest.mark.parametrize(
    ("path", "reply", "said"),
    [
        ("/esearch.fcgi", {"status": 500}, "PubMed answered 500"),
        ("/efetch.fcgi", {"status": 502}, "what has become of the works that it cites: PubMed answered 502"),
        ("/esearch.fcgi", {"body": "<h1>Maintenance</h1>"}, "no PubMed search but"),
        ("/esearch.fcgi", {"body": '{"esearchresult": {"ERROR": "Search Backend failed"}}'}, "Search Backend failed"),
        ("/esearch.fcgi", {"body": "[]"}, "no PubMed search but"),
        ("/efetch.fcgi", {"body": "<PubmedArticleSet><Pubmed"}, "no XML"),
    ],
)
def test_where_pubmed_gives_no_answer_the_page_says_so_and_the_code_is_2(news, registries, path, reply, said):
    registries.fault(path, times=9, **reply)
    assert news().code == 2
    assert any(said in reason for reason in news.page["unchecked"])
    assert "1 not asked in full" in news.out
    assert said in (news.folder / "news.md").read_text()


def test_what_was_found_counts_more_than_what_was_not_asked(news, registries):
    registries.work(**NEW)
    registries.fault("/efetch.fcgi", times=2, status=500)  # what has become of the cited works
    assert news().code == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"warninglist": {"quotedphrasesnotfound": ['"bladder of glass"']}}, 'PubMed has no phrase "bladder of glass"'),
        ({"errorlist": {"phrasesnotfound": ["bladdr"], "fieldsnotfound": []}}, "PubMed does not find “bladdr”"),
        ({"errorlist": {"phrasesnotfound": [], "fieldsnotfound": ["tiabb"]}}, "PubMed has no field [tiabb]"),
    ],
)
def test_what_pubmed_says_of_a_question_is_something_to_do(news, registries, reply, said):
    registries.said = reply
    assert news().code == 1
    assert f"its question: {said}" in news.out


def test_that_nothing_was_found_is_no_warning(news, registries):
    registries.said = {
        "warninglist": {"phrasesignored": [], "quotedphrasesnotfound": [], "outputmessages": ["No items found."]}
    }
    assert news().code == 0


def test_records_that_pubmed_keeps_back_are_named(news, registries):
    registries.work(**NEW)
    registries.said = {"count": "300"}
    assert news().code == 1
    assert "PubMed gave out 1 of the 300 records that it found" in news.page["warnings"]


def test_pubmed_is_told_who_asks_and_is_asked_no_faster_than_it_allows(news, registries, monkeypatch):
    monkeypatch.setenv("WATCH_CONTACT", "someone@example.org")
    news()
    assert all(
        "tool=kap-reference-watch" in path and "email=someone@example.org" in path for path in registries.paths()
    )
    assert len([wait for wait in news.waits if 0.2 < wait <= 0.34]) >= len(registries.asked) - 2


# The pages ------------------------------------------------------------------------------------------------------------


def test_a_page_without_a_usable_question_is_named_and_hides_none_of_the_others(news, registries):
    registries.work(**NEW)
    bad = PAGE.replace("cystit*[tiab])", "cystit*[tiab]")
    assert news(**{"faq/a.md": bad, "faq/b.md": PAGE.replace("checked: 2026-11-26\n", "")}).code == 1
    assert [bool(page["fault"]) for page in news.pages] == [True, True, False]
    assert "a bracket `(` is not closed" in news.pages[0]["fault"]
    assert len(news.pages[2]["items"]) == 1


def test_one_page_alone_can_be_asked_for(news):
    assert [page["page"] for page in news("faq/kidney.md", **{"faq/kidney.md": PAGE}).pages] == ["faq/kidney"]
    assert news("faq/liver").code == 2
    assert "no concern page is named faq/liver: write one of faq/bladder, faq/kidney" in news.err


def test_a_title_stays_text_in_the_table(news, registries):
    registries.work(**NEW | {"title": "Bladder | a *randomized* trial of esketamine"})
    assert news().table[0][0].startswith("Bladder | a ")


def test_progress_is_shown_on_a_terminal_alone(news, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    assert "faq/bladder" not in news().err
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    news()
    assert "0 of 1 faq/bladder" in terminal.getvalue()


def test_what_was_found_is_recorded_and_what_is_recorded_of_other_pages_stays(news, registries):
    registries.work(**NEW)
    other = '[[search]]\npage = "faq/z"\nasked = 2026-12-01\nsince = 2026-11-01\nfound = 3\n'
    assert "searches.toml has changed: commit it" in news("--record", **{"searches.toml": other}).out
    first, second = tomllib.loads((news.folder / "searches.toml").read_text(encoding="utf-8"))["search"]
    assert (first["page"], first["since"], first["found"]) == ("faq/bladder", date(2026, 11, 26), 1)
    assert (second["page"], second["found"]) == ("faq/z", 3)
    assert "has changed" not in news("--record").out


def test_a_search_that_had_no_answer_is_not_recorded(news, registries):
    registries.fault("/esearch.fcgi", times=9, status=500)
    news("--record")
    assert not (news.folder / "searches.toml").exists()


def test_a_record_that_cannot_be_read_is_named_and_stays(news):
    assert news("--record", **{"searches.toml": "[[search"}).code == 2
    assert "news: searches.toml: " in news.err
    assert (news.folder / "searches.toml").read_text(encoding="utf-8") == "[[search"


# The kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "abstract", "types", "kind"),
    [
        ("Ketamine: a network meta-analysis", "", (), "systematic review"),
        ("A systematic narrative review of ketamine", "", (), "systematic review"),
        ("Ketamine", "", ("Meta-Analysis",), "systematic review"),
        ("Ketamine: a randomised trial", "", (), "randomised trial"),
        ("Ketamine", "Patients were randomly assigned to one of two groups.", (), "randomised trial"),
        ("Guidelines for ketamine", "", (), "guideline"),
        ("Ketamine: protocol for a randomised trial", "", (), ""),
        ("A randomised trial of ketamine", "", ("Comment",), ""),
        ("A review", "Trials were randomized.", ("Review",), ""),
        ("A case", "", ("Case Reports",), ""),
    ],
)
def test_what_a_publication_is_comes_from_its_types_or_from_its_words(title, abstract, types, kind):
    assert kind_of(Record("PubMed", title, abstract=abstract, types=types)) == kind


@pytest.mark.parametrize(
    ("abstract", "people"),
    [
        ("We enrolled 1,285 recreational ketamine users.", "1,285 recreational ketamine users"),
        ("Adults (n = 45) took part.", "n = 45"),
        ("In 2020 patients were few; 30 participants came.", "30 participants"),
        ("Ketamine 0.5 mg/kg was given.", ""),
    ],
)
def test_how_many_people_come_from_the_abstract(abstract, people):
    assert people_of(Record("PubMed", "Ketamine", abstract=abstract)) == people


# Recall ---------------------------------------------------------------------------------------------------------------


def test_recall_says_which_cited_study_a_question_misses(news, registries):
    bib = BIB + "".join(
        f"@article{{miss{n}, title = {{Ketamine and sleep {n}}}, year = {{2020}}, pmid = {{7000000{n}}}}}\n"
        for n in range(2)
    )
    for n in range(2):
        registries.work(**NEW | {"pmid": f"7000000{n}", "doi": "", "title": f"Ketamine and sleep {n}", "abstract": ""})
    cites = PAGE + "\n{cite:p}`miss0,miss1`\n"
    assert news("--recall", **{"references.bib": bib, "faq/bladder.md": cites}).code == 1
    assert "faq/bladder: finds 1 of 3: too few" in news.out
    assert "not found: miss0: Ketamine and sleep 0" in news.out
    assert [key for key, _ in news.page["missed"]] == ["miss0", "miss1"]
    assert news.table == [["faq/bladder", "1 of 3", "miss0, miss1", ""]]


def test_recall_counts_neither_what_pubmed_does_not_hold_nor_what_is_on_another_subject(news, registries):
    bib = (
        BIB
        + "@book{book, title = {Ketamine}, doi = {10.5555/book}}\n"
        + "@article{walk, title = {Walking}, pmid = {80000000}}\n"
    )
    registries.work(**NEW | {"pmid": "80000000", "doi": "", "title": "Walking"})
    assert news("--recall", **{"references.bib": bib, "faq/bladder.md": PAGE + "{cite:p}`book,walk`\n"}).code == 0
    assert (news.page["found"], news.page["unknown"]) == (["winstock2012"], ["book"])
    assert "not in PubMed: book" in news.out


def test_recall_without_an_answer_ends_with_2(news, registries):
    registries.fault("/esearch.fcgi", times=9, status=500)
    assert news("--recall").code == 2
    assert "faq/bladder: not asked: PubMed answered 500" in news.out


def test_the_question_of_each_of_our_pages_finds_nine_of_ten_of_its_key_studies(registries, capsys, tmp_path):
    """Their records are made up in PubMed's form, of their titles and of what we say they found."""
    pages = concerns(ROOT)
    studies = {one.key: one for page in pages for one in page.key if names(one)}
    for number, one in enumerate(studies.values()):
        said = ". ".join(filter(None, (one.get(name) for name in ("finding", "conclusion", "participants", "design"))))
        registries.work(
            one.get("doi"),
            title=re.sub(r"[<&]", "", one.get("title")),
            author=[f"{one.first_author}, A"],
            year=one.year or 2020,
            pmid=one.get("pmid") or str(90000000 + number),
            abstract=f"<AbstractText>{re.sub(r'[<&]', '', said)}</AbstractText>",
        )
    code = main(["--recall", "--cache", str(tmp_path), "--json", str(tmp_path / "recall.json")], sleep=lambda _: None)
    found = json.loads((tmp_path / "recall.json").read_text())["pages"]
    assert code == 0, capsys.readouterr().out
    assert {page["page"] for page in found} == {
        page.name for page in read_site(ROOT).pages.values() if page.is_concern and not page.is_template
    }
    assert all(page["found"] and page["enough"] for page in found)
