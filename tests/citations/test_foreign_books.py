"""A bibliography of another program: every entry is listed, every link alive, each fault named with what to write.

The files in ``foreign/`` are made up, each in the shape in which its program writes them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from shared import bib

CONF = """
extensions = [
    "citations", "website.evidence_json", "evidence.evidence_table", "myst_parser",
    "website.reference_downloads", "rules", "website.structured_data",
]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"
bibtex_reference_style = "author_year_round"
html_baseurl = "https://example.org/"
show_warning_types = True
"""
FOREIGN = Path(__file__).parent / "foreign"
DOI = "https://doi.org/10.5555"

LISTED = {
    "zotero": {
        "adlerKetamineSleepThree2021": "Adler N, van der Meer B, O'Shea É. 2021. Ketamine and Sleep: Three Nights in the Lab. "
        "Journal of Made-Up Medicine 12(3):201–209. Example Press, Inc. doi:10.5555/jmm_2021.12(3)",
        "bauerTracingDoses2023": "Bauer I. 2023. Tracing Doses & Days: 100% of What We Saw. arXiv. "
        "doi:10.48550/arXiv.2306.00001 · arXiv 2306.00001",
        "celikHouseSmallHours2019": "Çelik A. 2019. A House for the Small Hours. In: Dunn E, Eze F, editors. Rooms for Rest, "
        "2nd edition, Studies in Quiet, pages 33–58. Leeds: North Press.",
        "danielssonAfterwards2020": "Daníelsson B. 2020. Afterwards. PhD thesis. University of the Example. "
        "https://example.org/theses?id=42&lang=en_GB",
    },
    "jabref": {
        "Egan2018": "Egan P, Farouk S. 2018. Nausea after one infusion. Annals of Invented Trials 4(1):7–15. "
        "doi:10.5555/ait.2018.7",
        "Garcia2016": "García López I, World Sleep Group. 2016. ECT or infusion? A first look. In: Proc. 3rd Meeting on "
        "Made-Up Things, pages 101–104. Porto, Portugal. Society of Examples. https://example.org/meeting/3/a look.pdf",
        "Harju2014": "Harju A. 2014. What a clinic costs. Report TR-14-02. Institute for Invention. "
        "https://example.org/tr/14-02",
    },
    "mendeley": {
        "Iwu2017": "Iwu C, Jansen P, Kovács Á, de la Cruz M, Lindström Å, Møller S, et al. 2017. Does it last? A trial of "
        "0.5 mg/kg, ~9 days. Invent. Med. 9(1):31–39. Example & Sons. "
        "doi:10.5555/(SICI)1000-0001(2017)9:1<31::AID-X1>3.0.CO;2-Q · PubMed 99000001",
        "Olsen2011": "Olsen Q. 2011. Low mood & what helps. 3rd edition. Oslo: Fjord Books. "
        "http://example.org/~olsen/low_mood.html#top",
        "Patel": "Patel R. n.d. A clinic opens in Leeds. In: The Example Post. https://example.org/news/leeds "
        "(seen 10 January 2020)",
    },
    "latex": {
        "quist:78": "Quist QR, Rousseau F, Müller-ßtraube J. 1978. On α-waves, CO2, and 10−3 M doses: ‘half’ or “whole”? "
        "Archives of Invented Medicine, Series B 7(2):1–9.",
        "quist:ch": "Quist QR Jr., et al. 1980. The first hour—what élan? In: Ulv T, Vik U, editors. The Book of Hours, "
        "Second edition, chapter 4, pages 55–71. Quill & Co. (Spring). doi:10.5555/hours",
        "sved-81": "Svedberg Å, St. John A, et al. 1981. No difference was seen. Archives of Invented Medicine. In Swedish, "
        "with an abstract in English; see http://example.org/a_b%20c.",
        "book:80": "Ulv T, Vik U (editors). 1980. The Book of Hours. Second edition. Quill & Co. (Spring). doi:10.5555/hours",
    },
    "biblatex": {
        "wolff-2020": "de Wolff Z, Xu Y, et al. 2020b. Low Doses: A Second Look. European Journal of Nothing 31(4):e112. "
        "arXiv 2002.01234",
        "yilmaz-2022": "Agency for Examples. 2022. Notice “7/22”: nasal use. "
        "https://example.org/notices/7?year=2022#part-2 (seen 1 July 2022)",
        "zeller-2015": "Zeller A, Abt B (editors). 2015. Night and Day. Basel and Graz: Aspen Press.",
        "abt-2015": "Abt B. 2015. Dusk. In: Zeller A, Abt B, editors. Night and Day, pages 12–30. Basel and Graz: Aspen Press.",
        "brandt-2016": "Brandt C. 2016. Waiting. PhD thesis. Universität Beispiel. 10000/77",
        "pair-2020": "de Wolff Z, Xu Y, et al. 2020a. Low Doses: A Second Look. European Journal of Nothing 31(4):e112. "
        "arXiv 2002.01234",
        "cole-nodate": "Cole D. 2019. What It Costs. Technical report. Bureau of Sums.",
    },
}

LINKS = {
    "zotero": {
        f"{DOI}/jmm_2021.12(3)",
        "https://doi.org/10.48550/arXiv.2306.00001",
        "https://arxiv.org/abs/2306.00001",
        "https://example.org/theses?id=42&lang=en_GB",
    },
    "jabref": {
        f"{DOI}/ait.2018.7",
        "https://example.org/meeting/3/a%20look.pdf",
        "https://example.org/tr/14-02",
    },
    "mendeley": {
        f"{DOI}/(SICI)1000-0001(2017)9:1%3C31::AID-X1%3E3.0.CO;2-Q",
        "https://pubmed.ncbi.nlm.nih.gov/99000001/",
        "http://example.org/~olsen/low_mood.html#top",
        "https://example.org/news/leeds",
    },
    "latex": {"http://example.org/a_b%20c", f"{DOI}/hours"},
    "biblatex": {
        "https://arxiv.org/abs/2002.01234",
        "https://example.org/notices/7?year=2022#part-2",
        "https://hdl.handle.net/10000/77",
    },
}

FAULTS = {
    "zotero": {
        "shorttitle = {Ketamine": "`shorttitle` is for another program and reaches no reader: delete the line",
        "file = {": "`file` is for another program",
        "@incollection{celik": "`celikHouseSmallHours2019` has no DOI, PMID or URL: add one",
        "@phdthesis{": "@phdthesis is no type we use: write @techreport",
        "url = {https://example.org/theses": "add urldate = {2026-11-24}, with your day",
    },
    "jabref": {
        "@Article{Egan2018": "`Egan2018` is no key of ours: write the first author and the year in small letters",
        "pages     = {7-15}": "`7-15` is a range: write {7--15}",
        "month     = {#oct#}": "“#oct#” is no month: write the name, such as {November}",
        "https://doi.org/10.5555/ait.2018.7": "is no bare DOI: write {10.5555/ait.2018.7}",
        "groups    =": "`groups` is for another program",
        "@InProceedings": "@inproceedings is no type we use: write @incollection",
        "a look.pdf": "is no address: write it whole, with https://",
    },
    "mendeley": {
        "month = {sep}": "“sep” is no month",
        "mendeley-groups": "`mendeley-groups` is for another program",
        "@misc{Patel": "`Patel` has no year, which @misc needs: add it",
        "low{\\_}mood": "is no address: write it whole",
    },
    "latex": {
        "@string{aim": "run `make tidy`",
        'jan # "~"': "is no month",
        "et al.}": "`and others` says it",
        "noopsort{1980}": "is no year: write four digits",
    },
    "biblatex": {
        "@xdata{": "@xdata is no publication: write its fields into the entries that name it, and delete it",
        "@set{": "@set is no publication: cite each of its works, and delete it",
        "@online{": "@online is no type we use: write @misc",
        "family=Wolff": "write {Family, Given and Family, Given}",
        "subtitle     =": "write it behind the title, title = {Low Doses: A Second Look}",
        "journaltitle =": "write journal = {European Journal of Nothing}",
        "2022-05/2022-06": "write year = {2022}",
        "eprinttype   =": "write archiveprefix = {arxiv}",
        "related      =": "`related` is for another program",
    },
}


@pytest.fixture(params=LISTED)
def foreign(request, project):
    """The name of the program, its file, and a page that cites all that is in it."""
    text = (FOREIGN / f"{request.param}.bib").read_text(encoding="utf-8")
    claims = "\n\n".join(f"A claim {{cite:p}}`{key}`." for key in LISTED[request.param])
    index = f"# Start\n\n{claims}\n\n```{{evidence}}\n```\n\n```{{bibliography}}\n```\n"
    project.write(conf=CONF, index=index, references_bib=text).build(warns=True)
    return request.param, text, project


def test_every_entry_is_listed_as_it_was_meant(foreign):
    name, text, project = foreign
    written = {entry.key for entry in bib.read(text.encode()).entries if entry.kind != "xdata"}
    shown = {
        item["id"].removeprefix("ref-"): item.p.get_text().replace("\xa0", " ")
        for item in project.page().select(".references > li")
    }
    assert shown.keys() == written
    assert shown == LISTED[name]
    assert {item["id"] for item in json.loads((project.outdir / "references.json").read_text())} >= written


def test_every_link_is_alive(foreign):
    name, _, project = foreign
    page = project.page()
    ids = {tag["id"] for tag in page.find_all(id=True)}
    links = [a["href"] for a in page.select("article a[href], section a[href]")]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []
    abroad = {link for link in links if urlsplit(link).scheme}
    assert abroad == LINKS[name]
    assert [link for link in abroad if re.search(r"[\s{}\\<>]", link)] == []


def test_each_fault_is_named_with_its_line_and_what_to_write(foreign):
    name, text, project = foreign
    lines = text.split("\n")
    said = []
    for warning in project.warnings:
        place, message = re.fullmatch(r".*references\.bib:(\d+): WARNING: (.+) \[rules\.[a-z-]+\]", warning).groups()
        said.append((lines[int(place) - 1], message))
    for words, message in FAULTS[name].items():
        assert [line for line, told in said if words in line and message in told], (words, message, project.warnings)
    assert len(set(project.warnings)) == len(project.warnings), "each is told once"
