"""`make cite` adds what Crossref and PubMed say of a work, and leaves what only a reader can say to be written."""

from __future__ import annotations

import pytest

from tools.cite import main
from tools.watch.bibliography import read

OLD = "% Our file.\n\n@article{adams2001,\n  title        = {One},\n  doi          = {10.5555/ADAMS}\n}\n"
LATE = "\n@article{zhou2001,\n  title        = {Last},\n  pmid         = {77}\n}\n"


@pytest.fixture
def cite(tmp_path, registries, monkeypatch):
    """Run the command on a file of two entries; returns its exit code."""
    (tmp_path / "references.bib").write_text(OLD + LATE)

    def run(doi: str = "", pmid: str = "") -> int:
        monkeypatch.setenv("DOI", doi)
        monkeypatch.setenv("PMID", pmid)
        return main(tmp_path, sleep=lambda seconds: None)

    run.bib = tmp_path / "references.bib"
    return run


@pytest.fixture
def work(registries):
    registries.work(
        "10.5555/one",
        pmid="123",
        pmcid="PMC9",
        title="Ketamine for PTSD: 20% of rats",
        author=["Müller, Zoë", "Example, Ada B."],
        journal="Journal of Examples",
        year=2020,
        volume="3",
        issue="2",
        pages="10-19",
    )


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("number", [{"doi": "10.5555/one"}, {"doi": "https://doi.org/10.5555/ONE"}, {"pmid": "123"}])
def test_an_entry_is_filled_from_both_registries_and_set_in_its_place(cite, number):
    assert cite(**number) == 0
    text = cite.bib.read_text()
    assert text.startswith(OLD + "\n@article{muller2020,\n")
    assert text.endswith("}\n" + LATE)
    entry = text[len(OLD) : -len(LATE)]
    for line in (
        "  author       = {Müller, Zoë and Example, Ada B.},",
        r"  title        = {Ketamine for {PTSD}: 20\% of rats},",
        "  journal      = {Journal of Examples},",
        "  year         = {2020},",
        "  volume       = {3},",
        "  number       = {2},",
        "  pages        = {10--19},",
        "  doi          = {10.5555/one},",
        "  pmid         = {123},",
        "  check        = {partial}\n}",
    ):
        assert line in entry


@pytest.mark.usefixtures("work")
def test_what_only_a_reader_knows_waits_to_be_written(cite, capsys):
    cite("10.5555/one")
    assert cite.bib.read_text().count("{TO WRITE: ") == 6
    assert "{cite:p}`muller2020`" in capsys.readouterr().out


@pytest.mark.usefixtures("work")
def test_the_file_can_be_read_as_before(cite):
    cite("10.5555/one")
    assert [entry.key for entry in read(cite.bib)] == ["adams2001", "muller2020", "zhou2001"]


def test_a_second_work_of_that_author_and_year_gets_a_letter(cite, registries):
    registries.work("10.5555/two", title="Two", author=["Adams, Bo"], year=2001)
    assert cite("10.5555/two") == 0
    assert "@article{adams2001b," in cite.bib.read_text()


@pytest.mark.parametrize(
    ("doi", "pmid", "there"),
    [("10.5555/adams", "", "adams2001"), ("", "77", "zhou2001"), ("10.5555/zhou", "", "zhou2001")],
)
def test_a_work_that_is_there_is_not_added_again(cite, registries, capsys, doi, pmid, there):
    registries.work("10.5555/adams", title="One", author=["Adams, Bo"], year=2001)
    registries.work("10.5555/zhou", pmid="77", title="Last", author=["Zhou, Li"], year=2001)
    assert cite(doi, pmid) == 1
    assert f"has it as {there}" in capsys.readouterr().err
    assert cite.bib.read_text() == OLD + LATE


@pytest.mark.parametrize(
    ("doi", "pmid", "reason"),
    [
        ("", "", "say which work"),
        ("10.5555/one", "123", "not both"),
        ("ten.5555", "", "is no DOI"),
        ("", "PMC123", "is no PMID"),
        ("10.5555/nothing", "", "Crossref has no 10.5555/nothing"),
        ("", "404", "PubMed has no PMID 404"),
    ],
)
def test_what_no_registry_knows_is_refused_with_the_reason(cite, capsys, doi, pmid, reason):
    assert cite(doi, pmid) == 1
    assert reason in capsys.readouterr().err
    assert cite.bib.read_text() == OLD + LATE


def test_a_doi_of_another_agency_says_whose_it_is(cite, registries, capsys):
    registries.agencies["10.5281/zenodo.1"] = "DataCite"
    assert cite("10.5281/zenodo.1") == 1
    assert "registered with DataCite" in capsys.readouterr().err


def test_offline_nothing_is_written_and_the_message_says_so(cite, monkeypatch, capsys):
    monkeypatch.setenv("CROSSREF_URL", "http://127.0.0.1:9")  # the discard port: nothing answers there
    assert cite("10.5555/one") == 2
    assert "Nothing was written: try again" in capsys.readouterr().err
    assert cite.bib.read_text() == OLD + LATE


@pytest.mark.usefixtures("work")
def test_without_pubmed_the_entry_lacks_only_its_pmid(cite, monkeypatch, capsys):
    monkeypatch.setenv("PUBMED_URL", "http://127.0.0.1:9")
    assert cite("10.5555/one") == 0
    assert "pmid         = {123}" not in cite.bib.read_text()
    assert "PubMed could not be asked" in capsys.readouterr().err


@pytest.mark.usefixtures("work")
def test_a_retracted_work_says_so(cite, registries, capsys):
    registries.work("10.5555/bad", title="RETRACTED: Bad", author=["Example, Ada"], year=2020)
    assert cite("10.5555/bad") == 0
    assert "Careful: retraction" in capsys.readouterr().out
