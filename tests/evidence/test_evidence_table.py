"""{evidence}: the studies that a page cites, as a table."""

CONF = """
extensions = ["myst_parser", "citations", "evidence.evidence_table"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
"""
PAGE = (
    "# Is it safe?\n\n{} \n\n## The studies\n\n```{{evidence}}\n```\n\n## References\n\n```{{page-references}}\n```\n"
)
BIB = """
@article{dean2021, author = {Dean, Ann}, title = {Review}, journal = {J}, year = {2021},
  design = {systematic review}, participants = {64 trials}, finding = {27\\% against 9\\%.}}
@article{jelovac2025, author = {Jelovac, Ana}, title = {Trial}, journal = {J}, year = {2025},
  design = {randomised trial}, participants = {62 people}, finding = {No clear benefit.}, funding = {A public grant}}
@article{phillips2019, author = {Phillips, Jo}, title = {Trial}, journal = {J}, year = {2019},
  design = {randomised trial}, participants = {41 people}, finding = {59 of 100 responded.}}
"""


def rows(page, name="evidence"):
    return [[cell.get_text(" ", strip=True) for cell in row(["th", "td"])] for row in page.find("table", name)("tr")]


def test_the_strongest_design_stands_first_and_then_the_newest(project):
    text = PAGE.format("One {cite:p}`phillips2019` and {cite:p}`jelovac2025,dean2021`.")
    page = project.write(conf=CONF, references_bib=BIB, index=text).build().page()
    assert rows(page) == [
        ["Study", "Design", "People", "What it found"],
        ["Dean, 2021", "Systematic review", "64 trials", "27% against 9%."],
        ["Jelovac, 2025", "Randomised trial", "62 people", "No clear benefit. Funding: A public grant"],
        ["Phillips, 2019", "Randomised trial", "41 people", "59 of 100 responded."],
    ]


def test_each_study_leads_to_its_reference_on_the_page_and_counts_as_no_citation(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE.format("One {cite:p}`dean2021`.")).build().page()
    link = page.find("table", "evidence").find("a", string="Dean, 2021")
    assert page.find(id=link["href"].removeprefix("#")).name == "li"
    assert page.find("p", "reference-links").get_text().count("Back to the text") == 1
    assert "Back to the text: a" not in page.get_text()


def test_a_screen_reader_is_told_of_a_table_whatever_the_stylesheet_does(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE.format("One {cite:p}`dean2021`.")).build().page()
    table = page.find("table", "evidence")
    roles = [part["role"] for part in [table, *table(["thead", "tbody", "tr", "th", "td"])]]
    header = ["rowgroup", "row", *4 * ["columnheader"]]
    assert roles == ["table", *header, "rowgroup", "row", "rowheader", "cell", "cell", "cell"]
    assert [head["scope"] for head in table("th")] == ["col", "col", "col", "col", "row"]


def test_a_study_without_its_fields_is_shown_and_named_with_its_line(project):
    bib = BIB.replace("design = {systematic review}, ", "").replace("finding = {No clear benefit.}, ", "finding = {}, ")
    text = PAGE.format("One {cite:p}`dean2021,jelovac2025`.")
    built = project.write(conf=CONF, references_bib=bib, index=text).build(warns=True)
    assert len(built.warnings) == 2
    assert (
        "references.bib:2: WARNING: 'dean2021' is cited and has no design: write one of: systematic review,"
        in built.warnings[0]
    )
    assert "references.bib:4: WARNING: 'jelovac2025' is cited and has no finding: write in one" in built.warnings[1]
    assert ["Dean, 2021", "Not stated", "64 trials", "27% against 9%."] in rows(built.page())


def test_a_design_that_the_order_does_not_know_is_named_and_comes_last(project):
    bib = BIB.replace("{systematic review}", "{survay}")
    text = PAGE.format("One {cite:p}`dean2021,phillips2019`.")
    built = project.write(conf=CONF, references_bib=bib, index=text).build(warns=True)
    assert (
        "'dean2021' is cited and has the unknown design 'survay': write one of: systematic review," in built.warnings[0]
    )
    assert rows(built.page())[-1][:2] == ["Dean, 2021", "Survay"]


def test_an_entry_that_no_page_with_a_table_cites_needs_no_fields(project):
    text = PAGE.format("One {cite:p}`dean2021`.")
    bib = BIB + "@article{other, author = {Other, O}, title = {T}, journal = {J}, year = {2000}}\n"
    pages = {
        "index": text + "\n```{toctree}\nother\n```\n",
        "other": "# Other\n\n{cite:p}`other`\n\n```{page-references}\n```\n",
    }
    project.write(conf=CONF, references_bib=bib, **pages).build()


def test_a_page_that_cites_nothing_says_so(project):
    page = project.write(conf=CONF, references_bib=BIB, index=PAGE.format("Nothing.")).build().page()
    assert "This page cites no study." in page.get_text()


def test_a_finding_that_is_corrected_changes_the_page_in_the_next_build(project):
    project.write(conf=CONF, references_bib=BIB, index=PAGE.format("One {cite:p}`dean2021`.")).build()
    page = project.write(references_bib=BIB.replace("9\\%", "10\\%")).build().page()
    assert rows(page)[1][3] == "27% against 10%."


def test_pages_read_by_several_processes_have_their_own_studies(project):
    names = [f"p{n}" for n in range(8)]
    pages = {
        name: PAGE.format("One {cite:p}`" + ("dean2021" if n % 2 else "jelovac2025") + "`.")
        for n, name in enumerate(names)
    }
    index = "# Home\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    built = project.write(conf=CONF, references_bib=BIB, index=index, **pages).build(jobs=2)
    assert [rows(built.page(name))[1][0] for name in names] == ["Jelovac, 2025", "Dean, 2021"] * 4


def test_other_outputs_get_an_ordinary_table(project):
    project.write(conf=CONF, references_bib=BIB, index=PAGE.format("One {cite:p}`dean2021`.")).build("text")
    text = (project.outdir / "index.txt").read_text()
    assert all(words in text for words in ("What it found", "Systematic", "27% against 9%."))
