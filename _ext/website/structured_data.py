"""Search engines and other programs read each page's question, answer, date and sources: schema.org data on it."""

from __future__ import annotations

import json
from typing import Any

from citations.style import href, links, people
from docutils import nodes
from pybtex.database import Entry, Person
from shared.cited import entries, keys_by_page
from shared.concerns import concern_of
from shared.latex import address as bare
from shared.latex import plain
from shared.page_facts import SITES, page_address, summary
from shared.stale import outdated
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

Thing = dict[str, Any]
"""A thing as schema.org describes it: ``@type`` and properties."""

AUTHORS = 1
"""So many authors of a cited work are named: who wants all follows the DOI, and a page stays below 40 kB with all it loads."""


def page(app: Sphinx, docname: str) -> Thing:
    """The page: https://schema.org/MedicalWebPage where it answers a concern, else https://schema.org/WebPage.

    ``lastReviewed`` is the day of the last search for evidence. No ``reviewedBy``: no clinician has reviewed the pages.
    """
    env, config = app.env, app.config
    concern = concern_of(env, docname)
    return _without_gaps(
        {
            "@type": "MedicalWebPage" if concern else "WebPage",
            "name": env.titles[docname].astext(),
            "description": (concern and concern.short_answer) or summary(env, docname),
            "url": page_address(app, docname),
            "inLanguage": config.language,
            "license": config.text_licence,
            "version": config.release,
            "author": {"@type": "Organization", "name": config.author},
            "isPartOf": _without_gaps(
                {"@type": "WebSite", "name": config.project, "url": page_address(app, config.root_doc)}
            ),
            "dateModified": env.metadata[docname].get("last_changed", ""),
            "lastReviewed": concern.checked if concern else "",
            "mainEntity": question(concern.question, concern.short_answer) if concern and concern.short_answer else "",
            "citation": env.structured_citations.get(docname, []),
        }
    )


def question(asked: str, answer: str) -> Thing:
    """https://schema.org/Question with its https://schema.org/acceptedAnswer."""
    return {"@type": "Question", "name": asked, "acceptedAnswer": {"@type": "Answer", "text": answer}}


def work(entry: Entry) -> Thing:
    """A cited work: https://schema.org/ScholarlyArticle in a journal, a notice or news report as a WebPage."""
    get = entry.fields.get
    journal = plain(get("journal", get("journaltitle", "")))
    addresses = [uri for *_, uri in links(entry)][:1]  # the DOI where there is one: the others follow from it
    url = href(bare(get("url", "")))
    authors, _ = people(entry)
    return _without_gaps(
        {
            "@type": kind(entry),
            "name": plain(get("title", "")),
            "description": plain(get("note", "")),
            "author": [author(person) for person in authors[:AUTHORS]],
            "datePublished": get("year", ""),
            "creativeWorkStatus": "Retracted" if get("retraction", "").strip() else "",
            "isPartOf": {"@type": "Periodical", "name": journal} if journal else "",
            "sameAs": [uri for uri in addresses if uri != url],
            "url": url,
        }
    )


def kind(entry: Entry) -> str:
    """The schema.org type of a work, by where it was published rather than by BibTeX's word for it."""
    fields = entry.fields
    if "journal" in fields or "journaltitle" in fields:
        return "ScholarlyArticle"
    by_type = {"book": "Book", "incollection": "Chapter", "inproceedings": "ScholarlyArticle", "phdthesis": "Thesis"}
    by_type |= {"techreport": "Report", "report": "Report"}
    return by_type.get(entry.type.lower()) or ("WebPage" if "url" in fields else "CreativeWork")


def author(person: Person) -> Thing:
    """A group in braces, such as ``{World Health Organization}``, has a last name alone."""
    names = (
        *person.first_names,
        *person.middle_names,
        *person.prelast_names,
        *person.last_names,
        *person.lineage_names,
    )
    kind = "Person" if person.first_names else "Organization"
    return {"@type": kind, "name": plain(" ".join(names))}


def _without_gaps(thing: Thing) -> Thing:
    """Only what is known; a list of one is that one."""
    known = {name: value for name, value in thing.items() if value}
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in known.items()}


def add_data(app: Sphinx, docname: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Put the data after the text; browsers never run it, so a Content-Security-Policy allows it.

    Beside the list of references, whose words it repeats, it costs a reader half of what it costs in the head.
    """
    if app.builder.name in SITES and doctree is not None:
        data = {"@context": "https://schema.org", **page(app, docname)}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        context["body"] += f'<script type="application/ld+json">{text}</script>'


def collect(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Describe each work once a build; write a page again when one of those that it cites is described anew."""
    cited, known = keys_by_page(env), entries(env)
    works = {key: work(known[key]) for key in {key for keys in cited.values() for key in keys}}
    env.structured_citations = {docname: [works[key] for key in keys] for docname, keys in cited.items()}
    shows = {
        docname: (env.metadata[docname].get("last_changed"), env.structured_citations.get(docname))
        for docname in env.found_docs
    }
    return outdated(app, "structured data", shows) if app.builder.name in SITES else []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.page_facts")
    app.connect("env-updated", collect)
    app.connect("html-page-context", add_data)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
