"""Asking the registries: what they say is read, what they do wrong is never taken for an answer, and we are polite."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from tools.registries import Author, Cache, Crossref, Notice, PubMed, Unreachable, WebPages


class Time:
    """A clock that moves only when someone waits, and remembers each wait."""

    def __init__(self):
        self.now = 0.0
        self.waits = []

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def crossref(registries, time):
    return Crossref(clock=lambda: time.now, sleep=time.sleep, timeout=0.5)


@pytest.fixture
def pubmed(registries, time):
    return PubMed(clock=lambda: time.now, sleep=time.sleep, timeout=0.5)


WORK = {
    "title": "On Nothing in Particular",
    "author": ["Example, Ada", "Specimen, Bo"],
    "journal": "Journal of Examples",
    "abbreviation": "J. Ex.",
    "volume": "3",
    "issue": "2",
    "pages": "10-19",
    "year": 2020,
    "online": 2019,
}


# What the registries say -------------------------------------------------------------------------------------------


def test_crossref_tells_every_field_of_a_work(registries, crossref):
    registries.work("10.5555/one", **WORK)
    record = crossref.work("https://doi.org/10.5555/ONE")
    assert record.title == "On Nothing in Particular"
    assert record.authors == (Author("Example", "Ada"), Author("Specimen", "Bo"))
    assert record.journals == ("Journal of Examples", "J. Ex.")
    assert record.years == (2020, 2019)
    assert (record.volume, record.issue, record.pages, record.doi) == ("3", "2", ("10-19",), "10.5555/one")


def test_pubmed_tells_every_field_of_a_work_and_its_own_doi_not_one_that_it_cites(registries, pubmed):
    registries.work("10.5555/one", pmid="901", pmcid="PMC77", **WORK)
    record = pubmed.articles(["901"])["901"]
    assert record.title == "On Nothing in Particular"
    assert record.authors == (Author("Example", "Ada"), Author("Specimen", "Bo"))
    assert record.journals == ("Journal of Examples", "J. Ex.", "J Ex")
    assert record.years == (2020, 2019)
    assert (record.volume, record.issue, record.pages) == ("3", "2", ("10-19",))
    assert (record.doi, record.pmid, record.pmcid) == ("10.5555/one", "901", "PMC77")


def test_markup_and_entities_in_a_title_are_read_as_text(registries, crossref, pubmed):
    registries.work("10.5555/one", pmid="901", **WORK | {"title": "<i>In vitro</i> work &amp; &lt;i&gt;more&lt;/i&gt;"})
    assert crossref.work("10.5555/one").title == "In vitro work & more"
    assert pubmed.articles(["901"])["901"].title == "In vitro work & more"


def test_a_subtitle_that_crossref_keeps_apart_belongs_to_the_title(registries, crossref):
    registries.work("10.5555/one", subtitle="A Small Trial", **WORK)
    assert crossref.work("10.5555/one").title == "On Nothing in Particular: A Small Trial"


def test_an_article_number_stands_beside_or_in_place_of_pages(registries, crossref, pubmed):
    registries.work(
        "10.5555/one", pmid="901", article_number="e0671", **{k: v for k, v in WORK.items() if k != "pages"}
    )
    assert crossref.work("10.5555/one").pages == ("e0671",)
    assert pubmed.articles(["901"])["901"].pages == ("e0671",)


def test_a_group_is_an_author_without_given_names(registries, crossref, pubmed):
    registries.work("10.5555/one", pmid="901", group=["Example Study Group"], **WORK)
    group = Author("Example Study Group", group=True)
    assert crossref.work("10.5555/one").authors[-1] == group
    assert pubmed.articles(["901"])["901"].authors[-1] == group


def test_a_retraction_is_told_on_the_works_own_crossref_record(registries, crossref):
    update = {"DOI": "10.5555/notice", "type": "retraction", "source": "retraction-watch", "label": "Retraction",
              "updated": {"date-parts": [[2023, 4, 22]]}}  # fmt: skip
    registries.work("10.5555/one", **WORK, crossref={"updated-by": [update]})
    assert crossref.work("10.5555/one").notices == (
        Notice("retraction", "Crossref (Retraction Watch)", doi="10.5555/notice", date="2023-04-22"),
    )


def test_a_retraction_is_told_by_the_notice_where_the_work_itself_is_silent(registries, crossref):
    registries.work("10.5555/one", **WORK)
    registries.notice("10.5555/notice", updates="10.5555/ONE", date="2023-04-22")
    registries.notice("10.5555/other", updates="10.5555/two")
    assert crossref.work("10.5555/one").notices == ()
    assert crossref.updates("10.5555/one") == (
        Notice("retraction", "Crossref (publisher)", doi="10.5555/notice", date="2023-04-22"),
    )


@pytest.mark.parametrize("kind", ["withdrawal", "removal", "partial_retraction"])
def test_a_withdrawal_or_a_removal_counts_as_a_retraction(registries, crossref, kind):
    registries.notice("10.5555/notice", updates="10.5555/one", kind=kind)
    assert crossref.updates("10.5555/one")[0].kind == "retraction"


@pytest.mark.parametrize("kind", ["expression_of_concern", "Expression of concern"])
def test_an_expression_of_concern_is_no_retraction(registries, crossref, kind):
    registries.notice("10.5555/notice", updates="10.5555/one", kind=kind)
    assert crossref.updates("10.5555/one")[0].kind == "expression of concern"


def test_a_title_that_says_retracted_is_a_retraction_and_is_read_without_the_word(registries, crossref, pubmed):
    registries.work("10.5555/one", pmid="901", **WORK | {"title": "RETRACTED ARTICLE: On Nothing in Particular"})
    for record in (crossref.work("10.5555/one"), pubmed.articles(["901"])["901"]):
        assert record.title == "On Nothing in Particular"
        assert record.notices[0].kind == "retraction"


def test_pubmed_flags_a_retraction_by_type_alone_and_by_notice(registries, pubmed):
    registries.work("10.5555/one", pmid="901", pubmed_types=["Journal Article", "Retracted Publication"], **WORK)
    registries.work(
        "10.5555/two", pmid="902", pubmed_refs=[("RetractionIn", "J Ex. 2021;4:1. doi: 10.5555/gone.", "955")], **WORK
    )
    articles = pubmed.articles(["901", "902"])
    assert articles["901"].notices == (Notice("retraction", "PubMed"),)
    assert articles["902"].notices == (Notice("retraction", "PubMed", doi="10.5555/gone", pmid="955", date="2021"),)


def test_a_comment_on_a_work_is_no_notice(registries, pubmed):
    registries.work("10.5555/one", pmid="901", pubmed_refs=[("CommentIn", "J Ex. 2021;4:1", "955")], **WORK)
    assert pubmed.articles(["901"])["901"].notices == ()


def test_a_preprint_names_the_article_that_it_became(registries, crossref):
    became = {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/journal", "asserted-by": "subject"}]}
    registries.work("10.5555/preprint", **WORK, crossref={"relation": became, "type": "posted-content"})
    assert crossref.work("10.5555/preprint").notices == (Notice("new version", "Crossref", doi="10.5555/journal"),)


@pytest.mark.parametrize("ours", ["10.1002/14651858.CD000000", "10.1002/14651858.CD000000.pub2"])
def test_a_cochrane_review_has_its_newest_version_named(registries, crossref, ours):
    for version in ("", ".pub2", ".pub3"):
        registries.work(f"10.1002/14651858.CD000000{version}", **WORK)
    assert crossref.newer_review(ours).doi == "10.1002/14651858.cd000000.pub3"
    assert crossref.newer_review("10.1002/14651858.CD000000.pub3") is None


def test_pubmed_tells_of_a_book_too(registries, pubmed):
    book = """<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID Version="1">903</PMID>
      <ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
      <Book><Publisher><PublisherName>Example Press</PublisherName></Publisher><BookTitle>Reports on Nothing</BookTitle>
        <PubDate><Year>2024</Year><Month>03</Month></PubDate></Book>
      <ArticleTitle>Nothing for Adults: Health Technology Review</ArticleTitle>
      <AuthorList Type="authors" CompleteYN="Y"><Author><LastName>Example</LastName><ForeName>Ada</ForeName></Author>
      </AuthorList></BookDocument><PubmedBookData/></PubmedBookArticle></PubmedArticleSet>"""
    registries.fault("/efetch.fcgi", body=book, type="text/xml")
    record = pubmed.articles(["903"])["903"]
    assert (record.title, record.years) == ("Nothing for Adults: Health Technology Review", (2024,))
    assert record.authors == (Author("Example", "Ada"),)


def test_pubmed_finds_the_pmid_of_a_doi(registries, pubmed):
    registries.work("10.5555/one", pmid="901", **WORK)
    assert pubmed.pmid_of("10.5555/One") == "901"
    assert pubmed.pmid_of("10.5555/two") == ""


def test_pubmed_says_what_stands_at_a_printed_place(registries, pubmed):
    registries.work("10.5555/one", pmid="901", **WORK)
    assert pubmed.at("Journal of Examples", "2020", "3", "10") == "901"
    assert pubmed.at("Journal of Examples", "2020", "3", "11") == ""


def test_pubmed_summaries_give_family_names_and_initials(registries, pubmed):
    registries.work("10.5555/one", pmid="901", **WORK | {"author": ["van den Example, Ada B", "Specimen, Bo"]})
    [record] = pubmed.search("particular[ti]")
    assert record.authors == (Author("van den Example", "AB"), Author("Specimen", "B"))


# What is not there, and what went wrong ----------------------------------------------------------------------------


def test_what_a_registry_does_not_hold_is_none_and_costs_one_request(registries, crossref, pubmed):
    assert crossref.work("10.5555/none") is None
    assert pubmed.articles(["999"]) == {}
    assert len(registries.asked) == 2


def test_a_doi_of_another_agency_is_told_from_one_that_does_not_exist(registries, crossref):
    registries.agencies["10.5555/data"] = "DataCite"
    assert crossref.agency("10.5555/data") == "DataCite"
    assert crossref.agency("10.5555/none") == ""


def test_a_doi_that_redirects_gives_the_record_of_the_other(registries, crossref):
    registries.work("10.5555/new", **WORK)
    registries.aliases["10.5555/old"] = "10.5555/new"
    assert crossref.work("10.5555/old").doi == "10.5555/new"


FAULTS = {
    "a busy service": {"status": 429},
    "a broken service": {"status": 500},
    "no answer in time": {"hang": True},
    "HTML instead of JSON": {"body": "<html><h1>We will be back soon</h1></html>"},
    "a JSON body cut off": {"body": '{"status": "ok", "message": {"DOI": "10.5555/one", "tit'},
    "a connection cut off": {"cut": 20},
    "JSON of another form": {"body": '{"status": "failed", "message": ["not a record"]}', "type": "application/json"},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_passes_is_outwaited(registries, crossref, fault):
    registries.work("10.5555/one", **WORK)
    registries.fault("/works/10.5555/one", **fault)
    assert crossref.work("10.5555/one").title == "On Nothing in Particular"


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_lasts_is_unreachable_and_never_an_absent_work(registries, crossref, tmp_path, fault):
    crossref.service.cache = Cache(tmp_path)
    crossref.service.tries = 2
    registries.work("10.5555/one", **WORK)
    registries.fault("/works/10.5555/one", times=2, **fault)
    with pytest.raises(Unreachable, match=r"Crossref .*, 2 times"):
        crossref.work("10.5555/one")
    assert not list(tmp_path.iterdir()), "a fault was kept as if it were a reply"


def test_a_cut_off_xml_is_unreachable(registries, pubmed):
    registries.fault("/efetch.fcgi", times=4, body='<?xml version="1.0" ?><PubmedArticleSet><PubmedArticle><Medl')
    with pytest.raises(Unreachable, match="PubMed answered with something else than it documents"):
        pubmed.articles(["901"])


def test_pubmeds_own_error_message_is_no_empty_result(registries, pubmed):
    registries.fault(
        "/esearch.fcgi", times=4, body='{"esearchresult": {"ERROR": "Search Backend failed", "idlist": []}}'
    )
    with pytest.raises(Unreachable, match="Search Backend failed"):
        pubmed.pmid_of("10.5555/one")


def test_a_wrong_address_is_not_a_missing_work(registries, crossref, pubmed):
    registries.fault("*", times=2, status=404, body="<html><h1>404</h1></html>")
    with pytest.raises(Unreachable, match="Crossref refused the question: 404"):
        crossref.work("10.5555/one")
    with pytest.raises(Unreachable, match="PubMed refused the question: 404"):
        pubmed.articles(["901"])


def test_a_refusal_is_not_asked_again(registries, crossref):
    registries.fault("/works/10.5555/one", status=403)
    with pytest.raises(Unreachable, match="refused the question: 403"):
        crossref.work("10.5555/one")
    assert len(registries.asked) == 1


def test_a_service_that_keeps_failing_is_left_alone(registries, crossref):
    registries.fault("*", times=100, status=503)
    for number in range(3):
        with pytest.raises(Unreachable, match="503"):
            crossref.work(f"10.5555/{number}")
    asked = len(registries.asked)
    with pytest.raises(Unreachable, match="was not asked"):
        crossref.work("10.5555/4")
    assert len(registries.asked) == asked


# Politeness --------------------------------------------------------------------------------------------------------


def test_the_wait_that_a_service_asks_for_is_kept(registries, crossref, time):
    registries.work("10.5555/one", **WORK)
    registries.fault("/works/10.5555/one", status=429, headers={"Retry-After": "7"})
    crossref.work("10.5555/one")
    assert time.waits == [7]


def test_a_wait_without_end_is_not_sat_out(registries, crossref, time):
    registries.fault("/works/10.5555/one", status=503, headers={"Retry-After": "86400"})
    with pytest.raises(Unreachable, match="asks to wait 86400 seconds"):
        crossref.work("10.5555/one")
    assert time.waits == []


def test_waits_grow_when_a_service_asks_for_none(registries, crossref, time):
    registries.fault("/works/10.5555/one", times=4, status=500)
    with pytest.raises(Unreachable):
        crossref.work("10.5555/one")
    assert time.waits == [1, 2, 4]


def test_one_request_follows_another_only_after_a_pause(registries, crossref, time):
    crossref.work("10.5555/one")
    crossref.updates("10.5555/one")
    crossref.work("10.5555/two")
    assert time.waits == [0.2, 1.0]


def test_a_stricter_limit_that_the_service_announces_is_kept(registries, crossref, time):
    registries.headers = {"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Interval": "3s"}
    for doi in ("10.5555/one", "10.5555/two", "10.5555/three"):
        crossref.work(doi)
    assert time.waits[-1] == 3


def test_we_say_who_we_are(registries, monkeypatch, time):
    monkeypatch.setenv("WATCH_CONTACT", "someone@example.org")
    Crossref(sleep=time.sleep).work("10.5555/one")
    PubMed(sleep=time.sleep).articles(["1"])
    (crossref_path, crossref_headers), (pubmed_path, _) = registries.asked
    assert "mailto:someone@example.org" in crossref_headers["User-Agent"]
    assert "mailto=someone@example.org" in crossref_path
    assert "tool=kap-reference-watch" in pubmed_path
    assert "email=someone@example.org" in pubmed_path


def test_a_hundred_pmids_are_one_question(registries, pubmed):
    pubmed.articles([str(number) for number in range(100)])
    assert len(registries.asked) == 1


# The cache ---------------------------------------------------------------------------------------------------------


def test_a_reply_is_kept_with_its_date_and_not_asked_for_twice(registries, tmp_path):
    registries.work("10.5555/one", **WORK)
    first = Crossref(cache=Cache(tmp_path)).work("10.5555/one")
    again = Crossref(cache=Cache(tmp_path)).work("10.5555/one")
    assert again == first
    assert date.fromisoformat(again.asked)
    assert len(registries.asked) == 1


def test_that_a_work_does_not_exist_is_kept_too(registries, tmp_path):
    for _ in range(2):
        assert Crossref(cache=Cache(tmp_path)).work("10.5555/none") is None
    assert len(registries.asked) == 1


def test_an_old_reply_is_asked_for_again(registries, tmp_path):
    first = Crossref(cache=Cache(tmp_path))
    first.work("10.5555/none")
    tomorrow = first.service.cache.today + timedelta(days=1)
    Crossref(cache=Cache(tmp_path, today=tomorrow)).work("10.5555/none")
    assert len(registries.asked) == 2


@pytest.mark.parametrize("damage", ["", "{", "[]", json.dumps({"asked": "never"})])
def test_a_damaged_reply_is_asked_for_again(registries, tmp_path, damage):
    Crossref(cache=Cache(tmp_path)).work("10.5555/none")
    [kept] = tmp_path.iterdir()
    kept.write_text(damage)
    assert Crossref(cache=Cache(tmp_path)).work("10.5555/none") is None
    assert len(registries.asked) == 2


def test_neither_the_contact_nor_the_key_is_kept(registries, tmp_path, monkeypatch):
    monkeypatch.setenv("WATCH_CONTACT", "someone@example.org")
    monkeypatch.setenv("NCBI_API_KEY", "s3cret")
    PubMed(cache=Cache(tmp_path)).pmid_of("10.5555/one")
    [kept] = tmp_path.iterdir()
    assert "s3cret" not in kept.read_text()
    assert "someone" not in kept.read_text()


# Pages of the web --------------------------------------------------------------------------------------------------


def test_a_page_is_read_as_words(registries):
    registries.pages["/notice"] = "<title>x</title><script>var y</script><h1>On &amp; off</h1>"
    assert WebPages().page(f"{registries.address}/site/notice").text == "x On & off"
    assert WebPages().page(f"{registries.address}/site/gone") is None


def test_one_site_that_is_down_says_nothing_about_the_next(registries, time):
    pages = WebPages(sleep=time.sleep, clock=lambda: time.now)
    registries.pages["/up"] = "<h1>Up</h1>"
    for number in range(4):
        registries.fault(f"/down{number}", times=4, status=500)
        with pytest.raises(Unreachable, match="500"):
            pages.page(f"{registries.address}/site/down{number}")
    assert pages.page(f"{registries.address}/site/up").text == "Up"
