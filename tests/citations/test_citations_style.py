"""A reference reads as in a medical journal, and nothing in it is changed from how it was written."""

import pytest

CONF = """
extensions = ["citations", "myst_parser"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""


@pytest.fixture
def reference(project):
    """``reference(fields)`` is the text of that entry in the bibliography."""

    def built(fields, kind="article"):
        project.write(
            conf=CONF,
            index="# Start\n\n{cite:p}`it`\n\n```{bibliography}\n```\n",
            references_bib=f"@{kind}{{it, author = {{Dore, J}}, year = 2019, {fields}}}",
        ).build()
        return project.page().find(id="ref-it").p.get_text().strip()

    return built


@pytest.fixture
def cited(project):
    """``cited(entries, "a,b")`` is the bracket in the text, and the year of each entry in the list."""

    def built(bib, keys):
        project.write(
            conf=CONF, index=f"# Start\n\n{{cite:p}}`{keys}`\n\n```{{bibliography}}\n```\n", references_bib=bib
        )
        page = project.build().page()
        return page.p.get_text(), [item.p.get_text() for item in page.select("ul.references > li")]

    return built


@pytest.mark.parametrize(
    "title",
    [
        "MDMA and PTSD: KAP in iOS, DNA and mRNA",
        "Die Wirkung von Ketamin auf Angst und Schmerz",
        "The role of β-endorphin and NF-κB",
        "Does it work? Yes!",
        "“Quoted” and ‘single’, it's 50% of people",
        "A & B, C# and x_1 — done",
    ],
)
def test_a_title_stays_as_written(reference, title):
    assert f"2019. {title}" in reference(f"title = {{{title}}}")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Mu{\~n}oz, {\'E}va {\"o} {\ss}", "Muñoz, Éva ö ß"),
        (r"Foga{\c{c}}a {\L}ukasz {\o}", "Fogaça Łukasz ø"),
        (r"$\beta$-blockers, $\alpha$ and NF-$\kappa$B", "β-blockers, α and NF-κB"),
        (r"Johnson \& Johnson: 50\% --- or 60\%", "Johnson & Johnson: 50% — or 60%"),
        ("{{Ketamine}} and {PTSD}", "Ketamine and PTSD"),
        ("Pages 5--6 and ``quotes''", "Pages 5–6 and “quotes”"),
    ],
)
def test_latex_and_utf_8_come_out_the_same(reference, latex, text):
    assert reference(f"title = {{{latex}}}") == reference(f"title = {{{text}}}")
    assert text in reference(f"title = {{{latex}}}")


def test_a_percent_sign_without_a_backslash_does_not_cut_the_title_short(reference):
    assert reference("title = {In 50% of people}") == "Dore J. 2019. In 50% of people."


def test_an_article_names_journal_volume_issue_and_pages(reference):
    text = reference("title = {T}, journal = {The Lancet}, volume = 7, number = 2, pages = {10--19}")
    assert text == "Dore J. 2019. T. The Lancet 7(2):10\N{EN DASH}19."


def test_pages_without_a_volume_say_that_they_are_pages(reference):
    assert reference("title = {T}, journal = {BMJ}, pages = {10--19}").endswith("BMJ pages 10\N{EN DASH}19.")


def test_a_report_names_who_published_it_and_where_it_is(reference):
    text = reference("title = {T}, institution = {NICE}, url = {https://example.org/a_b}", kind="techreport")
    assert text == "Dore J. 2019. T. NICE. https://example.org/a_b"


@pytest.mark.parametrize(("urldate", "seen"), [("2026-11-04", "4 November 2026"), ("in May", "in May")])
def test_a_web_page_says_when_it_was_seen(reference, urldate, seen):
    text = reference(f"title = {{T}}, url = {{https://example.org}}, urldate = {{{urldate}}}")
    assert text == f"Dore J. 2019. T. https://example.org (seen {seen})"


def test_an_entry_with_next_to_nothing_still_reads(cited):
    text, (entry,) = cited("@misc{it, title = {A notice}}", "it")
    assert text == "(A notice, n.d.)"
    assert entry.strip() == "n.d. A notice."


def test_six_authors_are_named_then_others(cited):
    authors = " and ".join(f"Author{letter}, Jean-Luc {letter}." for letter in "ABCDEFG")
    text, (entry,) = cited(f"@misc{{it, author = {{{authors}}}, year = 2019}}", "it")
    assert text == "(AuthorA et al., 2019)"
    assert entry.startswith(
        "AuthorA JLA, AuthorB JLB, AuthorC JLC, AuthorD JLD, AuthorE JLE, AuthorF JLF, et al. 2019."
    )


def test_six_authors_and_no_more_are_all(cited):
    authors = " and ".join(f"Author{letter}, Jean" for letter in "ABCDEF")
    _, (entry,) = cited(f"@misc{{it, author = {{{authors}}}, year = 2019}}", "it")
    assert entry.startswith("AuthorA J, AuthorB J, AuthorC J, AuthorD J, AuthorE J, AuthorF J. 2019.")


@pytest.mark.parametrize(
    ("authors", "text", "entry"),
    [
        ("Dore, Jennifer", "Dore", "Dore J."),
        ("Dore, Jennifer and Mu, Ann", "Dore and Mu", "Dore J, Mu A."),
        ("Dore, Jennifer and others", "Dore et al.", "Dore J, et al."),
        ("{World Health Organization}", "World Health Organization", "World Health Organization."),
        ("van de Loo, Aurora J. A. E.", "van de Loo", "van de Loo AJAE."),
        ("King, Jr., Martin", "King", "King M Jr."),
        (r"Mu{\~n}oz, {\'E}va", "Muñoz", "Muñoz É."),
    ],
)
def test_who_wrote_it(cited, authors, text, entry):
    shown, (listed,) = cited(f"@misc{{it, author = {{{authors}}}, year = 2019}}", "it")
    assert shown == f"({text}, 2019)"
    assert listed.startswith(f"{entry} 2019")


TWINS = """
@misc{b, author = {Dore, J and Mu, A and Ek, B}, title = {Second}, year = 2018}
@misc{a, author = {Dore, J and Mu, A and Ek, B}, title = {First}, year = 2018}
@misc{c, author = {Dore, J and Mu, A and Ek, B}, title = {Third}, year = 2019}
"""


def test_the_same_first_author_and_year_get_letters_in_text_and_list_alike(cited):
    text, entries = cited(TWINS, "b,a,c")
    assert text == "(Dore et al., 2018b; Dore et al., 2018a; Dore et al., 2019)"
    assert [entry.split(". ")[1:3] for entry in entries] == [
        ["2018a", "First."],
        ["2018b", "Second."],
        ["2019", "Third."],
    ]


def test_a_work_alone_in_the_bibliography_has_no_letter(cited):
    text, _ = cited(TWINS, "b,c")
    assert text == "(Dore et al., 2018; Dore et al., 2019)"


def test_the_list_is_in_the_order_of_names_whatever_their_accents(cited):
    bib = "\n".join(
        f"@misc{{k{n}, author = {{{name}, A}}, year = 2019}}"
        for n, name in enumerate(["Zu", "Šimon", "Abe", "{\\'E}ban"])
    )
    _, entries = cited(bib, "k0,k1,k2,k3")
    assert [entry.split()[0] for entry in entries] == ["Abe", "Éban", "Šimon", "Zu"]


@pytest.mark.parametrize("doi", ["10.1/a_b", r"10.1/a\_b", "https://doi.org/10.1/a_b", "doi: 10.1/a_b", "10.1/a_b "])
def test_a_doi_is_one_link_however_it_was_written(reference, project, doi):
    assert reference(f"title = {{T}}, doi = {{{doi}}}, url = {{https://example.org}}").endswith("T. doi:10.1/a_b")
    assert [a["href"] for a in project.page().find(id="ref-it").p.find_all("a")] == ["https://doi.org/10.1/a_b"]


@pytest.mark.parametrize(
    ("doi", "link"),
    [
        ("10.1/a#b", "10.1/a%23b"),
        ("10.1002/(SICI)49:8<693::AID>3.0", "10.1002/(SICI)49:8%3C693::AID%3E3.0"),
        ("10.1/a?b%c d", "10.1/a?b%25c%20d".replace("?", "%3F")),
        (r"10.1/a{\textless}b", "10.1/a%3Cb"),
        ("https://doi.org/10.1/a%3Cb", "10.1/a%3Cb"),
    ],
)
def test_a_doi_with_any_character_leads_to_its_work(reference, project, doi, link):
    reference(f"title = {{T}}, doi = {{{doi}}}")
    assert project.page().find(id="ref-it").p.a["href"] == f"https://doi.org/{link}"


@pytest.mark.parametrize(
    "field", [r"url = {\url{https://example.org/a_b}}", r"howpublished = {\url{https://example.org/a_b}}"]
)
def test_an_address_in_a_command_is_a_living_link(reference, project, field):
    assert reference(f"title = {{T}}, {field}", kind="misc").rstrip(".") == "Dore J. 2019. T. https://example.org/a_b"
    assert project.page().find(id="ref-it").p.a["href"] == "https://example.org/a_b"


@pytest.mark.parametrize(
    ("kind", "fields", "text"),
    [
        (
            "book",
            "edition = {2}, publisher = {Wiley, Inc.}, address = {New York}",
            "T. 2nd edition. New York: Wiley, Inc.",
        ),
        ("book", "edition = {Revised ed.}, series = {Old Series}, number = 4", "T. Revised ed., Old Series 4."),
        ("book", "editor = {Mu, Ann}", "T. Mu A, editor."),
        (
            "incollection",
            "booktitle = {Book}, editor = {Mu, A and Ek, B}, volume = 3, chapter = 5, pages = {1--9}",
            "T. In: Mu A, Ek B, editors. Book, volume 3, chapter 5, pages 1–9.",
        ),
        ("incollection", "booktitle = {Book}, pages = {1--9}", "T. In: Book, pages 1–9."),
        ("misc", "eprint = {2101.00001}, archiveprefix = {arXiv}", "T. arXiv 2101.00001"),
        ("online", "eprint = {2101.00001}, eprinttype = {arxiv}", "T. arXiv 2101.00001"),
        ("misc", "eprint = {77}, eprinttype = {House}", "T. House 77."),
        ("techreport", "institution = {NICE}, number = {TA854}", "T. number TA854. NICE."),
    ],
)
def test_every_field_of_a_book_a_chapter_a_report_and_a_preprint_is_shown(reference, kind, fields, text):
    assert reference(f"title = {{T}}, {fields}", kind=kind) == f"Dore J. 2019. {text}"


def test_a_preprint_leads_to_its_archive(reference, project):
    reference("title = {T}, eprint = {2101.00001}, archiveprefix = {arXiv}")
    assert project.page().find(id="ref-it").p.a["href"] == "https://arxiv.org/abs/2101.00001"


@pytest.mark.parametrize(
    ("editors", "text"), [("Dore, J", "Dore J (editor)."), ("Dore, J and Mu, A", "Dore J, Mu A (editors).")]
)
def test_who_edited_it_alone_is_one_editor(cited, editors, text):
    _, (entry,) = cited(f"@book{{it, editor = {{{editors}}}, title = {{T}}, year = 2019}}", "it")
    assert entry == f"{text} 2019. T."


@pytest.mark.parametrize("others", ["and others", "and et al.", "and et al", "and {et al.}", "et al.", "and Others"])
def test_others_typed_by_hand_are_the_others(cited, others):
    text, (entry,) = cited(f"@misc{{it, author = {{Dore, Jennifer {others}}}, year = 2019}}", "it")
    assert text == "(Dore et al., 2019)"
    assert entry.startswith("Dore J, et al. 2019.")


@pytest.mark.parametrize("date", ["2018-05", "2018", "2018-05-03", "2018-05/2019-01", "2018~", "{2018-05}"])
def test_the_fields_of_biblatex_are_understood(cited, date):
    bib = f"@article{{it, author = {{Dore, J}}, date = {{{date}}}, title = {{T}}, subtitle = {{More}}, journaltitle = {{BMJ}}}}"
    assert cited(bib, "it") == ("(Dore, 2018)", ["Dore J. 2018. T: More. BMJ."])


def test_what_an_entry_inherits_by_crossref_is_there(cited):
    bib = """@incollection{it, author = {Dore, J}, title = {Chapter}, pages = {1--9}, crossref = {whole}}
    @book{whole, editor = {Mu, A}, title = {Book}, publisher = {Wiley}, year = 2018, doi = {10.1/b}, finding = {Of all.}}"""
    text, (entry,) = cited(bib, "it")
    assert text == "(Dore, 2018)"
    assert entry == "Dore J. 2018. Chapter. In: Mu A, editor. Book, pages 1–9. Wiley. doi:10.1/b"


def test_entries_that_inherit_from_each_other_or_from_nobody_still_read(cited):
    bib = "@misc{a, title = {A}, crossref = {b}}\n@misc{b, title = {B}, crossref = {a}}\n@misc{c, title = {C}, crossref = {no}}"
    _, entries = cited(bib, "a,b,c")
    assert entries == ["n.d. A.", "n.d. B.", "n.d. C."]
