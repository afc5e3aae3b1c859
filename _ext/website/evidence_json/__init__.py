"""``evidence.json`` at the root of the site: every concern with its answer, certainty and sources, for others to build on.

What it holds is said, field by field, in ``evidence.schema.json``, which is published beside it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from citations.style import MedicalStyle, people
from evidence.effects import Effect, Estimate, effects
from pybtex.database import Entry
from shared.book import BOOK, Book
from shared.cited import entries, keys_by_page
from shared.concerns import Concern, concerns
from shared.latex import address as bare
from shared.latex import plain, words
from shared.page_facts import SITES, address, page_address
from shared.vocabulary import CERTAINTY, CHECKS, DESIGNS, READ
from shared.words import _
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

SCHEMA = Path(__file__).with_name("evidence.schema.json")

AS_WRITTEN = ("year", "doi", "pmid", "pmcid", "url", "urldate")
IN_WORDS = (
    *("title", "design", "participants", "finding", "numbers", "conclusion", "read", "second"),
    *("funding", "check", "retraction"),
)


def evidence(app: Sphinx) -> dict[str, Any]:
    """The whole file, as its schema describes it."""
    known, cited = entries(app.env), keys_by_page(app.env)
    return {
        "$schema": SCHEMA.name,
        "title": app.config.project,
        "version": app.config.release,
        "licence": app.config.text_licence,
        "language": app.config.language,
        "review": _(BOOK.review),
        "url": address(app, "") or ".",
        "words": {
            name: {each: _(words) for each, words in vocabulary.items()}
            for name, vocabulary in (("certainty", CERTAINTY), ("design", DESIGNS), ("check", CHECKS), ("read", READ))
        },
        "concerns": [
            describe(app, concern, {key: known[key] for key in cited.get(concern.docname, ())})
            for concern in concerns(app.env)
            if concern.short_answer  # a page without one, such as "How to decide", is no answer to a question
        ],
    }


def describe(app: Sphinx, concern: Concern, works: dict[str, Entry]) -> dict[str, Any]:
    return {
        "id": concern.docname.rpartition("/")[2],
        "question": concern.question,
        "answer": concern.answer,
        "short_answer": concern.short_answer,
        "certainty": concern.certainty,
        "outcomes": [
            {"outcome": each.what, "certainty": each.level, "reasons": [*each.reasons]} for each in concern.outcomes
        ],
        "checked": concern.checked,
        "url": page_address(app, concern.docname) or app.builder.get_target_uri(concern.docname),
        "references": [reference(key, entry) for key, entry in works.items()],
    }


def reference(key: str, entry: Entry) -> dict[str, Any]:
    """A work with what our bibliography says of it; a field that it lacks is left out."""
    fields = {name.lower(): value.strip() for name, value in entry.fields.items()}
    work: dict[str, Any] = {"key": key, "citation": words(_style().format_entry("", entry).text)}
    work["authors"] = [_name(person) for person in people(entry)[0]]
    work |= {name: bare(fields[name]) for name in AS_WRITTEN if fields.get(name)}
    work |= {name: plain(fields[name]) for name in IN_WORDS if fields.get(name)}
    if found := [measured(each) for each in effects(fields.get("effects", "")) if isinstance(each, Effect)]:
        work["effects"] = found
    return work


def measured(effect: Effect) -> dict[str, Any]:
    """One outcome of a work; what its source does not give is left out."""
    said: dict[str, Any] = {
        "outcome": plain(effect.what),
        "treatment": plain(effect.treatment),
        "comparator": plain(effect.comparator),
        "reported": effect.is_reported,
    }
    if not effect.is_reported:
        return said
    said |= {"people": effect.people, "studies": effect.studies}
    if effect.arms:
        said["arms"] = [*effect.arms]
    if effect.relative:
        said["effect"] = {"measure": effect.measure, **_estimate(effect.relative)}
    if effect.counts:
        x, of_x, y, of_y = effect.counts
        said["counts"] = {"treatment": [x, of_x], "comparator": [y, of_y]}
    if effect.rates:
        first, second = map(_estimate, effect.rates)
        said["rates"] = {"per": effect.per, "treatment": first, "comparator": second}
    return said | {"certainty": effect.level, "reasons": [*effect.reasons], "rated_by": effect.rater}


def _estimate(estimate: Estimate) -> dict[str, float]:
    return {name: float(each) for name, each in zip(("value", "low", "high"), estimate.all, strict=False)}


@cache
def _style() -> MedicalStyle:
    """Made once: each time, pybtex looks through all installed packages for its parts."""
    return MedicalStyle()


def _name(person: Any) -> str:
    parts = (person.first_names, person.middle_names, person.prelast_names, person.last_names, person.lineage_names)
    return plain(" ".join(name for part in parts for name in part))


def schema() -> str:
    """The schema with the levels of this book, which are written in it as those of GRADE."""
    levels = json.dumps([*Book().certainty])
    return SCHEMA.read_text(encoding="utf-8").replace(levels, json.dumps([*CERTAINTY]))


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put the file and its schema at the root of the site."""
    if not exception and app.builder.name in SITES:
        text = json.dumps(evidence(app), ensure_ascii=False, indent=1)
        Path(app.outdir, "evidence.json").write_text(f"{text}\n", encoding="utf-8")
        Path(app.outdir, SCHEMA.name).write_text(schema(), encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("shared.concerns")
    app.setup_extension("shared.words")
    app.setup_extension("website.site_file")
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
