"""Rules for what a page leads to and shows: whatever would stop the build is found here before, from the same code."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from evidence.effects import asked_wrongly, gives_nothing, keys_of
from evidence.rows import ARRAY, array_problems, chart_problems, picture_list_problems
from myst_parser.slugs import github_slugify, unique_slug
from shared.vocabulary import SITE_FILES

from rules.page import Directive, Page
from rules.registry import nearest, rule
from rules.site import Site

Findings = Iterator[tuple[int, str]]

ANCHORS = 3
"""Down to which level MyST gives headings an address (``myst_heading_anchors`` in conf.py)."""
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_PICTURES = {"image", "figure"}
FORMATS = (".svg", ".png", ".jpg", ".jpeg", ".gif")
SPHINX_LABELS = {"genindex", "modindex", "search"}


@rule(
    bad="![A brain scan](brian.png)\n\nIt may help {cite:p}`dean2021`.",
    good="![A brain scan](brain.png)\n\nIt may help {cite:p}`dean2021`.",
    also=("image.not_readable", "cannot copy image file", "docutils."),
)
def pictures_are_there(page: Page, site: Site) -> Findings:
    """A picture is a file of this project, and one of PNG, JPEG, GIF or SVG."""
    pictures = [(line, address) for block in page.blocks for line, address, _ in block.images]
    pictures += [(each.line, each.argument) for each in page.directives if each.name in _PICTURES]
    for line, address in pictures:
        path = unquote(address)
        if not path:
            yield line, "this picture has no file: write its path from this page, such as ../_static/scan.png"
        elif _ELSEWHERE.match(path):
            yield (
                line,
                f"the picture {path[:60]} is not ours to print: put its file into _static/, with its licence beside it",
            )
        elif "*" not in path and not path.lower().endswith(FORMATS):
            yield (
                line,
                f"{path[:80]} is no picture that web, PDF and e-book show: save it as one of {', '.join(FORMATS)}",
            )
        elif "*" not in path and not site.exists(page.path_of(path)):
            yield line, f"there is no picture {path[:80]}: write its path from this page, such as ../_static/scan.png"


def _with_parts(page: Page, site: Site) -> list[Page]:
    """The page and the files that it includes."""
    parts = [page.path_of(each.argument) for each in page.directives if each.name == "include"]
    return [page, *(site.pages[part] for part in parts if part in site.pages)]


def _slugs(page: Page, site: Site) -> list[str]:
    """The addresses of its headings, as MyST makes them, and the names that are written above things."""
    slugs: list[str] = []
    ids: list[str] = []
    for part in _with_parts(page, site):
        for heading in part.headings:
            if heading.level <= ANCHORS and (slug := github_slugify(heading.plain)):
                slugs.append(unique_slug(slug, slugs))
            ids.append(re.sub(r"[^a-z0-9]+", "-", heading.plain.lower()).strip("-"))
        ids += [label.lower() for _, label in part.labels]
    return slugs + ids


@rule(
    bad="Read [how](../methods.md#grades) we work {cite:p}`dean2021`.",
    good="Read [how](../methods.md#how-we-work) we work {cite:p}`dean2021`.",
    also=("myst.xref_missing",),
)
def anchors_are_there(page: Page, site: Site) -> Findings:
    """A link to a part of a page names a heading of it, in small letters with hyphens, or a name written above that part."""
    if page.is_part:  # its links lead from the pages that include it
        return
    for line, address in [link for block in page.blocks for link in block.links]:
        path, mark, anchor = unquote(address).partition("#")
        if not mark or _ELSEWHERE.match(address):
            continue
        target = site.pages.get(page.path_of(path)) if path else page
        if target is None or anchor.startswith("term-"):  # that there is no such page is another rule's
            continue
        known = _slugs(target, site)
        labels = [] if path else site.labels
        if anchor not in known and anchor.lower() not in labels:
            here = path or "this page"
            instead = nearest(anchor, known) or ": write a heading of it in small letters, with hyphens for spaces"
            yield line, f"there is no part #{anchor[:80]} on {here[:80]}{instead}"


@rule(
    bad="Read {doc}`../method` {cite:p}`dean2021`.",
    good="Read {doc}`../methods` {cite:p}`dean2021`.",
    also=("ref.ref", "ref.doc", "ref.numref"),
)
def names_lead_somewhere(page: Page, site: Site) -> Findings:
    """What `{ref}` names is written above a part as `(name)=`, and what `{doc}` names is a page."""
    for block in page.blocks:
        for line, role, content in block.roles:
            target = _target(content)
            if role.removeprefix("std:") in {"ref", "numref"}:
                known = {*site.labels, *SPHINX_LABELS}
                if target.lower() not in known:
                    instead = nearest(target, known) or "; link a heading instead, as in [words](../methods.md#heading)"
                    yield line, f"nothing is named {target[:80]}{instead}"
            elif role.removeprefix("std:") == "doc":
                path = page.path_of(target.removesuffix(".md"))
                names = site.documents
                if target.endswith(".md") and path in names:
                    yield line, f"{{doc}} names a page without its ending: write {target.removesuffix('.md')[:80]}"
                elif path not in names:
                    instead = nearest(path, names) or "; write its path from here, such as ../methods"
                    yield line, f"there is no page {target[:80]}{instead}"


@rule(
    bad="After {term}`remissions` it may come back {cite:p}`dean2021`.",
    good="After {term}`remissions <remission>` it may come back {cite:p}`dean2021`.",
    also=("ref.term",),
)
def terms_are_explained(page: Page, site: Site) -> Findings:
    """What `{term}` marks stands in the glossary; another form of the word names the one that stands there."""
    if not site.terms:
        return
    for block in page.blocks:
        for line, role, content in block.roles:
            if role.removeprefix("std:") == "term" and (target := _target(content)).lower() not in site.terms:
                words = re.sub(r"\s*<[^<>]*>\s*$", "", content)
                near = next((site.terms[form] for form in _singulars(target.lower()) if form in site.terms), "")
                near = near or nearest(target, site.terms).removeprefix("; did you mean ").removesuffix("?")
                how = (
                    f"write {{term}}`{words[:60]} <{near}>`"
                    if near
                    else "write it without {term}, or explain it in glossary.md"
                )
                yield line, f"“{target[:60]}” is not in the glossary: {how}"


def _singulars(word: str) -> Iterator[str]:
    """What a word in the plural may be the plural of."""
    for ending, instead in (("s", ""), ("es", ""), ("ies", "y"), ("ses", "sis"), ("'s", ""), ("’s", "")):
        if word.endswith(ending):
            yield word.removesuffix(ending) + instead


def _target(content: str) -> str:
    match = re.search(r"<([^<>]*)>\s*$", content)
    return " ".join((match[1] if match else content).split()).removeprefix("!").removeprefix("~")


@rule(
    bad="(how)=\n### How\n\nIt may help {cite:p}`dean2021`.\n\n(how)=\n### Why\n\nAs before {cite:p}`dean2021`.",
    good="(how)=\n### How\n\nIt may help {cite:p}`dean2021`.\n\n(why)=\n### Why\n\nAs before {cite:p}`dean2021`.",
    also=("duplicate label", "docutils."),
)
def names_are_given_once(page: Page, site: Site) -> Findings:
    """A name that is written above a part as `(name)=`, or given to a block, is given once in all pages."""
    for line, label in page.labels:
        path, first = site.first_labels[label.lower()]
        if (path, first) != (page.path, line):
            yield line, f"the name “{label[:60]}” is given in {path}:{first} already: choose another"


@rule(
    bad="# Glossary\n\n```{glossary}\nremission\nAlmost no symptoms left.\n```\n",
    good="# Is it safe?",
    bad_path="glossary.md",
    also=("docutils.", "duplicate term description of"),
)
def glossary_explains_each_term_once(page: Page, site: Site) -> Findings:
    """A glossary has each term once, below it what it means, behind two spaces, and an empty line before the next term."""
    for each in page.directives:
        yield from _unexplained(each, page, site) if each.name == "glossary" else ()


def _unexplained(glossary: Directive, page: Page, site: Site) -> Findings:
    lines = glossary.content.rstrip().split("\n")
    how = (
        "below a term stands what it means, with an indentation of two spaces; empty lines stand before the next alone"
    )
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        after = lines[number + 1] if number + 1 < len(lines) else ""
        at = glossary.content_line + number
        if not line.strip():
            continue
        if line[:1].isspace():
            if not any(other[:1].strip() for other in lines[:number]):
                yield at, f"no term stands above this: {how}"
                return
            continue
        if before[:1].isspace() and before.strip():
            yield at, f"an empty line is missing above “{line.strip()[:60]}”: {how}"
        elif not after.strip():
            yield at, f"“{line.strip()[:60]}” is not explained below it: {how}"
        first = site.first_terms[line.strip()]
        if first != (page.path, at):
            yield at, f"“{line.strip()[:60]}” is explained in {first[0]}:{first[1]} already: keep one of the two"


@rule(
    bad="Take {site-file}`reference.bib` with you {cite:p}`dean2021`.",
    good="Take {site-file}`references.bib` with you {cite:p}`dean2021`.",
    also=("site_file.missing",),
)
def site_files_are_made(page: Page, site: Site) -> Findings:
    """What `{site-file}` names is a file that the build makes."""
    made = {*SITE_FILES, *(posixpath.basename(path) for path in site.sources if path.endswith(".bib"))}
    for block in page.blocks:
        for line, role, content in block.roles:
            if role == "site-file" and content not in made:
                instead = nearest(content, made) or f": write one of {', '.join(sorted(made))}"
                yield line, f"the build makes no file {content[:80]}{instead}"


_ARRAY = "```{icon-array} felt better\n:when: after a day\n:certainty: low\n:cite: dean2021\n\ntea: "


@rule(
    bad=f"{_ARRAY}27%\n```",
    good=f"{_ARRAY}27 of 100\n```",
    also=("icon_array.syntax", "duration_chart.syntax"),
)
def pictures_of_numbers_can_be_drawn(page: Page, site: Site) -> Findings:
    """Each line of an icon array is a group with its people, as in `tea: 27 of 100`; and of a duration chart, a study."""
    for each in page.directives:
        yield from undrawable(each)


def undrawable(directive: Directive) -> Findings:
    """Why the picture of numbers cannot be drawn."""
    find = {"icon-array": array_problems, "duration-chart": chart_problems}.get(directive.name)
    if find:
        lines = enumerate(directive.content.split("\n"), directive.content_line)
        others = [name for name in directive.options if name not in {*ARRAY}]
        for line, problem in find(directive.options, lines, directive.line):
            option = re.search(r"has no (\w+)|add a line ':(\w+):'", problem)
            if option and nearest(option[1] or option[2], others):
                continue  # it is there, misspelt, which another rule tells
            if "has no cite" not in problem:  # the rule on sources says it
                yield line, " ".join(problem.split())


_DRAWN = (
    "```{picture-list} Two ways\n:cite: dean2021\n\n%s: Infusion\n: Into a vein.\n\ndrip: Injection\n: So too.\n```"
)


@rule(
    bad=_DRAWN % "dripp",
    good=_DRAWN % "drip",
    also=("picture_list.syntax",),
)
def items_have_a_drawing_and_words(page: Page, site: Site) -> Findings:
    """Each item of a picture list names a drawing that is there, as in `drip: Infusion`; below stand its words, after `: `."""
    for each in page.directives:
        if each.name == "picture-list":
            lines = enumerate(each.content.split("\n"), each.content_line)
            yield from picture_list_problems(lines, each.line, site.exists)


_TABLE = "```{summary-of-findings} Tea against placebo\n:cite: dean2021"


@rule(
    bad=f"{_TABLE}\n:per: 10\n```",
    good="It may help {cite:p}`dean2021`.",
    also=("summary_of_findings.syntax", "summary_of_findings.missing"),
)
def tables_of_findings_can_be_made(page: Page, site: Site) -> Findings:
    """A summary of findings names entries that have `effects`, one of their comparisons if any, and `per` 100 or 1000."""
    for each in page.directives:
        if each.name != "summary-of-findings":
            continue
        if problem := next(asked_wrongly(each.options), ""):
            yield each.line, problem
            continue
        for key in [key for key in keys_of(each.options["cite"]) if key in site.entries]:
            field = site.entries[key].text("effects")
            if problem := gives_nothing(key, field, each.options.get("comparison", "").strip()):
                yield each.line, problem


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n#### For whom\n\nFor some {cite:p}`dean2021`.",
    good="It may help {cite:p}`dean2021`.\n\n### For whom\n\nFor some {cite:p}`dean2021`.",
    also=("myst.header",),
)
def headings_go_down_one_level(page: Page, site: Site) -> Findings:
    """Below `##` stands `###`, and no level is left out."""
    for before, heading in zip(page.headings, page.headings[1:], strict=False):
        if heading.level > before.level + 1:
            right = "#" * (before.level + 1)
            yield heading.line, f"a level of headings is left out: write {right} {heading.text[:60]}"


@rule(bad="# Is it {term}`safe <remission>`?", good="# Is it safe?")
def titles_are_text(page: Page, site: Site) -> Findings:
    """A title or heading is words alone: a citation, link, term or picture in it is lost in lists, menus and addresses."""
    for heading in page.headings:
        block = heading.block
        plain = " ".join(re.sub(r"\s+([?.,;:!])", r"\1", block.text).split())[:80]
        things = [
            (line, f"the citation {{{role}}}`{content[:40]}`")
            for line, role, content in block.roles
            if role.startswith("cite")
        ]
        things += [
            (line, f"{{{role}}}`{content[:40]}`")
            for line, role, content in block.roles
            if not role.startswith("cite") and role not in {"sub", "sup", "abbr", "subscript", "superscript"}
        ]
        things += [(line, f"the link to {address[:40]}") for line, address in block.links]
        things += [(line, f"the picture {address[:40]}") for line, address, _ in block.images]
        things += [(line, f"the footnote [^{label[:40]}]") for line, label in block.footnotes]
        for line, thing in things[:1]:
            yield line, f"a heading is words alone: write “{plain}” here, and {thing} in the text below"
