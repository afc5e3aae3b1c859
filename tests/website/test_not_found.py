"""The page for addresses that lead nowhere: it works wherever the host shows it."""

from bs4 import BeautifulSoup

from tests.conftest import HOSTED


def page(website):
    return BeautifulSoup((website / "404.html").read_text(encoding="utf-8"), "html.parser")


def addresses(page):
    tags = page.find_all(["a", "link", "script", "img"])
    found = [tag.get("href") or tag.get("src") for tag in tags]
    return [address for address in found if address and not address.startswith("#")]


def test_it_says_what_happened_and_leads_to_every_concern(website):
    article = page(website).article
    assert article.h1.get_text() == "There is no page here"
    links = [link["href"] for link in article("a")]
    assert {f"/faq/{name}.html" for name in ("safety", "addiction", "control", "duration", "quick-fix")} <= {*links}


def test_each_of_its_links_leads_to_a_file_from_any_depth(website):
    found = addresses(page(website))
    assert len(found) > 20
    for address in found:
        assert address.startswith("/"), address
        assert (website / address.split("?")[0].lstrip("/")).is_file(), address


def test_on_a_site_in_a_folder_its_links_begin_with_that_folder(hosted):
    found = addresses(page(hosted / "html"))
    assert [address for address in found if not address.startswith(("/en/latest/", HOSTED))] == []
