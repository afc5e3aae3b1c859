"""Ask the registries of record about a publication: Crossref by DOI, PubMed by PMID, and a web page by its address.

    from tools.registries import Cache, Crossref, PubMed, Unreachable, WebPages

    crossref = Crossref(cache=Cache(Path("build/watch/replies")))
    record = crossref.work("10.1016/j.jad.2014.02.017")  # a Record, or None when Crossref has no such DOI

Every method returns what the registry says, returns ``None`` or an empty list where it says that there is nothing,
and raises ``Unreachable`` where it gave no usable answer. The three never stand for each other.

Settings come from the environment:

``WATCH_CONTACT``
    An e-mail address that the services may write to. Crossref and NCBI ask for one and serve those who give it better.
``NCBI_API_KEY``
    Raises PubMed's limit from 3 to 10 requests a second.
``CROSSREF_URL``, ``PUBMED_URL``
    Where the services answer; tests point them at a server on this machine.
"""

from tools.registries.crossref import Crossref
from tools.registries.pubmed import Found, PubMed
from tools.registries.record import Author, Notice, Record
from tools.registries.service import Cache, Unreachable
from tools.registries.web import Page, WebPages

__all__ = ["Author", "Cache", "Crossref", "Found", "Notice", "Page", "PubMed", "Record", "Unreachable", "WebPages"]
