"""`make identify`: the eleven references of the text that started this project, and what became of each.

The server answers as Crossref's search does, with the works of our own bibliography: the nearest in words, whatever was
asked. sources.md says how the eleven were checked by hand; the tool has to come to the same verdicts.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.identify import identify, main, take_apart
from tools.registries import Crossref, PubMed
from tools.watch.bibliography import read

ROOT = Path(__file__).parents[2]

DORE = """Dore, J., Turnipseed, B., Dwyer, S., Turnipseed, A., Andries, J., Ascani, G., & Monnette, C. (2019).
    Ketamine-assisted psychotherapy (KAP): Patient demographics, clinical data, and outcomes in three large practices
    administering KAP. Journal of Psychoactive Drugs, 51(2), 189-198."""
BONAVENTURA = """Bonaventura, J., et al. (2021). Neuropsychiatric safety and mechanisms of ketamine treatment in
    depression. Nature Reviews Neuroscience, 22, 497\u2013511."""
GRUNEBAUM = """Grunebaum, M. F., et al. (2017). Ketamine for rapid reduction of suicidal thoughts in major depression.
    International Journal of Neuropsychopharmacology, 20(3), 227-232."""
KRYSTAL = """Krystal, J. H., Sanacora, G., & Duman, R. S. (2019). Rapid-acting antidepressants and the neurobiology of
    resilience. Nature Reviews Neuroscience, 20(8), 480-490."""
MORGAN = """Morgan, C. J., et al. (2012). The enduring effects of ketamine on addiction.
    CNS Neuroscience & Therapeutics, 18(2), 70-74."""
DAKWAR = """Dakwar, E., et al. (2014). The effects of a sub-anesthetic dose of ketamine on motivation to quit and
    cue-induced craving in cocaine-dependent research volunteers. Biological Psychiatry, 76(1), 40-46."""
ZARATE = """Zarate, C. A., et al. (2018). Ketamine and rapid-acting antidepressants: A window into a new neurobiology
    for mood disorder therapeutics. Annual Review of Medicine, 69, 437-451."""
LUCKENBAUGH = """Luckenbaugh, D. A., et al. (2014). Do the dissociative side effects of ketamine mediate its
    antidepressant effects? Journal of Affective Disorders, 159, 56-61."""
WILKINSON = """Wilkinson, S. T., et al. (2018). A clinical review of ketamine in depression.
    JAMA Psychiatry, 75(2), 139-150."""
DUMAN_AGHAJANIAN = """Duman, R. S., & Aghajanian, G. K. (2019). Neurobiology of rapid-acting antidepressants: Role of
    BDNF and GABAergic interneurons. Nature Reviews Neuroscience, 20, 247-262."""
DUMAN = "Duman et al., 2019"


@pytest.fixture
def known(registries):
    """The works of our bibliography, by their keys, as the registries hold them."""
    references = {reference.key: reference for reference in read(ROOT / "references.bib")}
    for place, reference in enumerate(reference for reference in references.values() if reference.get("doi")):
        registries.work(
            reference.get("doi"),
            pmid=reference.get("pmid") or f"99{place:04}",  # where we have no PMID, the server makes one up
            title=reference.get("title"),
            author=[f"{author.family}, {author.given}" for author in reference.authors],
            journal=reference.get("journal"),
            year=int(reference.get("year")),
            volume=reference.get("volume"),
            issue=reference.get("number"),
            pages=reference.get("pages"),
        )
    # What stands where the text printed "Wilkinson 2018". Of it we know the place and the subject, not the title.
    registries.work(
        pmid="998000",
        title="(on intranasal esketamine)",
        author=["Daly, E"],
        journal="JAMA Psychiatry",
        year=2018,
        volume="75",
        issue="2",
        pages="139-148",
    )
    return references


@pytest.fixture
def ask(registries, known):
    """Ask the tool about a reference in words."""
    services = Crossref(sleep=lambda _: None, timeout=0.5), PubMed(sleep=lambda _: None, timeout=0.5)
    return lambda text: identify(text, *services)


def test_the_correct_one_is_confirmed(ask, known):
    answer = ask(LUCKENBAUGH)
    assert answer.verdict == "EXISTS"
    assert answer.match.doi == known["luckenbaugh2014"].get("doi")
    assert answer.exit_code == 0


@pytest.mark.parametrize(
    ("printed", "real", "wrong"),
    [
        (DORE, "dore2019", ["title", "number of authors"]),
        (GRUNEBAUM, "grunebaum2018", ["title, cut short", "year", "journal", "volume", "issue", "pages"]),
        (DAKWAR, "dakwar2014", ["title"]),
        (ZARATE, "abdallah2015", ["first author", "year", "volume", "pages"]),
    ],
    ids=["dore", "grunebaum", "dakwar", "zarate"],
)
def test_one_with_wrong_details_is_named_with_what_is_wrong(ask, known, printed, real, wrong):
    answer = ask(printed)
    assert answer.verdict == "DIFFERS"
    assert answer.match.doi == known[real].get("doi")
    assert [name for name, _, _ in answer.differences] == wrong
    assert answer.exit_code == 1


@pytest.mark.parametrize(
    ("printed", "likely"),
    [
        (BONAVENTURA, "bonaventura2021"),
        (KRYSTAL, "krystal2019"),
        (MORGAN, "morgan2012"),
        (WILKINSON, "wilkinson2018"),
        (DUMAN_AGHAJANIAN, "duman2019"),
    ],
    ids=["bonaventura", "krystal", "morgan", "wilkinson", "duman and aghajanian"],
)
def test_an_invention_is_not_found_and_what_was_likely_meant_is_among_the_nearest(ask, known, printed, likely):
    answer = ask(printed)
    assert answer.verdict == "NOT FOUND"
    assert answer.match is None
    assert known[likely].get("doi") in [record.doi for record in answer.nearest]
    assert answer.exit_code == 1


def test_what_stands_at_an_inventions_printed_place_is_named(ask):
    assert ask(WILKINSON).at_its_place.title == "(on intranasal esketamine)"


def test_one_without_a_title_is_not_identified_and_the_likely_one_comes_first(ask, known):
    answer = ask(DUMAN)
    assert answer.verdict == "NOT IDENTIFIED"
    assert answer.nearest[0].doi == known["duman2019"].get("doi")


def test_every_work_of_our_bibliography_is_found_again_from_its_own_words(ask, known):
    for key in ("anand2023", "ballard2020", "feder2021", "shahani2007", "lii2023"):
        reference = known[key]
        if not reference.get("doi"):
            continue
        text = f"{reference.first_author}, X., et al. ({reference.get('year')}). {reference.get('title')}. "
        text += f"{reference.get('journal')}, {reference.get('volume') or 1}, {reference.get('pages') or 1}."
        assert ask(text).match.doi == reference.get("doi").lower()


def test_no_answer_is_not_checked_and_never_not_found(ask, registries):
    registries.fault("/works", times=4, status=500)
    answer = ask(BONAVENTURA)
    assert answer.verdict == "NOT CHECKED"
    assert answer.exit_code == 2
    assert "Crossref answered 500" in answer.unanswered[0]


def test_what_one_registry_has_exists_though_the_other_is_down(ask, registries):
    registries.fault("/works", times=4, status=500)
    assert ask(LUCKENBAUGH).verdict == "EXISTS"


def test_a_retracted_work_is_told_as_retracted(ask, registries, tmp_path, capsys):
    registries.works[-1] |= {"title": "On Nothing in Particular", "pubmed_types": ["Retracted Publication"]}
    main(["Daly, E. (2018). On nothing in particular. JAMA Psychiatry, 75(2), 139-148.", "--cache", str(tmp_path)])
    assert "NOTE: retraction, says PubMed" in capsys.readouterr().out


def test_the_command_tells_people_and_machines(ask, tmp_path, capsys):
    assert main([ZARATE, "--cache", str(tmp_path)], sleep=lambda _: None) == 1
    out = capsys.readouterr().out
    assert "DIFFERS: such a publication exists, but not as printed." in out
    assert "first author      printed  Zarate\n                    real     Abdallah" in out
    assert main([WILKINSON, "--json", "--cache", str(tmp_path)], sleep=lambda _: None) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "NOT FOUND"


def test_an_empty_question_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main([" "])
    assert "say which reference" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Example J, Specimen BC. On nothing: a story. J Ex. 2020 Jan;3(2):10-9.",
            ("Example", 2, 2020, "On nothing: a story", "J Ex", "3", "2", "10-9"),
        ),
        (
            "van den Example, J. (2020). Is it nothing? Journal of Examples, 3, e10.",
            ("van den Example", 1, 2020, "Is it nothing?", "Journal of Examples", "3", "", "e10"),
        ),
        ("(Example & Specimen, 2020)", ("Example", 2, 2020, "", "", "", "", "")),
        ("something about nothing, 2020, I think", ("", 0, 2020, "", "", "", "", "")),
    ],
)
def test_a_reference_is_taken_apart_in_the_common_styles(text, parts):
    printed = take_apart(text)
    assert (
        printed.first_author,
        printed.authors,
        printed.year,
        printed.title,
        printed.journal,
        printed.volume,
        printed.issue,
        printed.pages,
    ) == parts
