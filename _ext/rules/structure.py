"""Rules for the frame of a page: front matter, headings, fences, links and pictures."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import unquote

from evidence.pubmed_query import EXAMPLE, Term, parse
from pages.expiry import parse_recheck
from shared.book import BOOK
from shared.graded import Outcome
from shared.vocabulary import CERTAINTY, GROUPS, SLUG

from rules.page import CODE, TEXT_INSIDE, Directive, Page
from rules.registry import nearest, rule
from rules.site import Site

Findings = Iterator[tuple[int, str]]

FIELDS = {"certainty", "checked", "group", "outcomes", "recheck", "search"}
"""The front matter of a page that answers."""

NEEDED = {
    "certainty": "very-low",
    "checked": "2026-11-24",
    "search": EXAMPLE.removeprefix("search: "),
}
"""Those that each concern has, with what one may look like."""

SPHINX_FIELDS = {"orphan", "nosearch", "tocdepth", "myst", "html_theme"}
"""What Sphinx and MyST-Parser understand on any page."""

PLACEHOLDER = re.compile(r"\bTO WRITE\b|\bTODO\b|\bFIXME\b|\bTBD\b|\bXXX\b|<REQUIRED|\b[Ll]orem ipsum\b")


@rule(
    bad="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\ncertanty: low\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\n---",
)
def front_matter_is_known(page: Page, site: Site) -> Findings:
    """A page says `certainty`, `checked` and `search`, may have `group`, `outcomes`, `recheck`, and has no other field."""
    known = FIELDS | SPHINX_FIELDS
    for name, (line, _) in page.front_matter.items():
        if name not in known:
            yield line, f"nothing reads the field `{name[:40]}`{nearest(name, known) or ': delete the line'}"
    for line, name in page.second_fields:
        yield line, f"a second `{name[:40]}`: write each field once"


@rule(
    bad="---\ncertainty: [low\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\n---",
    also=("myst.topmatter", "docutils.", "myst.header"),
)
def front_matter_can_be_read(page: Page, site: Site) -> Findings:
    """The front matter stands between two lines `---` at the top, with one `name: value` a line."""
    if page.front_matter_error:
        yield page.front_matter_error


@rule(
    bad="---\nchecked: 2026-11-23\nsearch: tea\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\n---",
)
def front_matter_is_complete(page: Page, site: Site) -> Findings:
    """A concern page says how certain its answer is, when evidence was last searched, and with which question to PubMed."""
    if page.is_concern and (page.front_matter or not page.front_matter_error):
        for name, example in NEEDED.items():
            if name not in page.front_matter:
                yield 1, f"the front matter has no `{name}`: write a line such as `{name}: {example}`"


@rule(
    bad="---\ncertainty: medium\nchecked: 2026-11-23\nsearch: tea\n---",
    good="---\ncertainty: moderate\nchecked: 2026-11-23\nsearch: tea\n---",
)
def certainty_is_a_level(page: Page, site: Site) -> Findings:
    """`certainty` is one of the levels in `book.toml`, or of GRADE: `high`, `moderate`, `low` or `very-low`."""
    line, value = page.front_matter.get("certainty", (1, None))
    if value is not None and value not in CERTAINTY:
        yield line, f"`{value[:40]}` is no level: write one of {', '.join(CERTAINTY)}{nearest(value, CERTAINTY)}"


@rule(
    bad="The trials give {certainty}`medium` {cite:p}`dean2021`.",
    good="The trials give {certainty}`moderate` {cite:p}`dean2021`.",
    also=("certainty.level",),
)
def certainty_marks_are_levels(page: Page, site: Site) -> Findings:
    """A mark of certainty in the text is one of the levels that `certainty` may be."""
    for block in page.blocks:
        for line, role, level in block.roles:
            if role == "certainty" and level not in CERTAINTY:
                yield (
                    line,
                    f"`{level[:40]}` is no level: write one of {', '.join(CERTAINTY)}{nearest(level, CERTAINTY)}",
                )


@rule(
    bad="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\noutcomes:\n  - safety over years: low (few people)\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\noutcomes:\n  - safety over years: low (imprecision)\n---",
)
def outcomes_have_levels_and_reasons(page: Page, site: Site) -> Findings:
    """`outcomes` lists what the page answers, each with its level of certainty and, below high, GRADE's reasons in brackets."""
    for line, what, value in page.outcomes if "outcomes" in page.front_matter else ():
        try:
            Outcome.parse(what, value)
        except ValueError as error:
            yield line, str(error)


@rule(
    bad="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\noutcomes:\n  - effects on the day: high\n---",
    good="---\ncertainty: high\nchecked: 2026-11-23\nsearch: tea\noutcomes:\n  - effects on the day: high\n---",
)
def main_outcome_comes_first(page: Page, site: Site) -> Findings:
    """The first of the `outcomes` is the main answer, so its level is the `certainty` of the page."""
    _, level = page.front_matter.get("certainty", (1, ""))
    for line, what, value in page.outcomes[:1] if level in CERTAINTY else ():
        first = value.partition("(")[0].strip()
        if first in CERTAINTY and first != level:
            yield line, f"`{what[:60]}` comes first and is {first}, but the page is {level}: put the main answer first"


@rule(
    bad="---\ncertainty: low\nchecked: 23/11/2026\nsearch: tea\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\n---",
    also=("myst.topmatter",),
)
def checked_is_a_day(page: Page, site: Site) -> Findings:
    """`checked` is a day that has been: year, month and day, as in `2026-11-23`."""
    if "checked" not in page.front_matter:
        return
    line, value = page.front_matter["checked"]
    try:
        day = date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        yield line, f"`{value[:40]}` is no day: write it as year-month-day, such as 2026-11-23"
    elif day > site.today + timedelta(days=1):  # it is tomorrow already in some places
        yield line, f"{value} has not been yet: write the day of the last search"


@rule(
    bad="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\nrecheck: next year\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\nrecheck: 2026-12-31, whether the rule was extended\n---",
)
def recheck_is_a_day_with_a_reason(page: Page, site: Site) -> Findings:
    """`recheck` is the day on which a fact on the page may change, a comma, and what to look up then."""
    if "recheck" in page.front_matter:
        line, value = page.front_matter["recheck"]
        try:
            parse_recheck(value)
        except ValueError as error:
            yield line, str(error)


@rule(
    bad="---\ncertainty: low\nchecked: 2026-11-23\nsearch: (tea[tiab] AND sleep[tiab]\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea[tiab] AND (sleep[tiab] OR insomnia[mh])\n---",
)
def search_is_a_question_for_pubmed(page: Page, site: Site) -> Findings:
    """`search` is a question in PubMed's language: AND, OR or NOT between words, brackets and quotes in pairs, known fields.

    It has a word for the subject, which is what the question of `faq/_template.md` begins with.
    """
    line, value = page.front_matter.get("search", (0, ""))
    if not line:
        return
    try:
        query = parse(value)
    except ValueError as error:
        yield line, f"`search`: {error}"
        return
    if site.subject and not any(_is_about(term, site.subject) for term in query):
        yield (
            line,
            f"`search` does not name the subject: begin it with ({' OR '.join(f'{w}[tiab]' for w in site.subject)}) AND",
        )


def _is_about(term: Term, subject: list[str]) -> bool:
    words = re.findall(r"[\w*]+", term.text.casefold())
    return any(
        word in subject or (word.endswith("*") and has.startswith(word[:-1])) for word in words for has in subject
    )


@rule(bad="# One title\n\n# Another title", good="# Is it safe?", also=("toc.no_title",))
def page_has_one_title(page: Page, site: Site) -> Findings:
    """A page has one title, with a single `#`, and it is the first heading."""
    titles = [heading for heading in page.headings if heading.level == 1]
    if page.is_part:
        return
    if not titles:
        yield 1, "the page has no title: begin it with a line `# Your question?`"
    elif page.headings[0].level != 1:
        yield page.headings[0].line, "the title comes first: move the line with the single # above this heading"
    for heading in titles[1:]:
        yield heading.line, "a second title: write ## for a part of the page"


@rule(bad="# Safety of tea", good="# Is tea safe?")
def title_is_a_question(page: Page, site: Site) -> Findings:
    """The title of a concern page is the question that a reader would ask."""
    titles = [heading for heading in page.headings if heading.level == 1]
    if page.is_concern and titles and not titles[0].text.endswith("?"):
        yield titles[0].line, "ask it as a reader would: the title ends with a question mark"


@rule(bad="## The worry\n\nPeople fear that it harms.", good="## The concern\n\nPeople fear that it harms.")
def headings_are_known(page: Page, site: Site) -> Findings:
    """The parts of a concern page have fixed headings, so that a reader finds the same thing at the same place."""
    if page.is_concern:
        for heading in page.sections:
            if heading.text not in BOOK.headings.values():
                instead = (
                    nearest(heading.text, BOOK.headings.values())
                    or ": use a heading of faq/_template.md, or ### in a part"
                )
                yield heading.line, f"no part is called “{heading.text[:60]}”{instead}"


@rule(
    bad="## In short\n\nIt may help, but not for long.\n\n## What the research shows\n\nIt may help {cite:p}`dean2021`.",
    good="## In short\n\nIt may help, but not for long.\n\n## The concern\n\nPeople fear that it harms.",
)
def headings_are_complete(page: Page, site: Site) -> Findings:
    """A concern page has all its parts: see `faq/_template.md`. A part in `optional_headings` of `book.toml`,
    such as “When to get help”, may be missing."""
    titles = [heading.text for heading in page.sections]
    if page.is_concern and not page.unclosed:  # what is left open swallows the parts below
        parts = [*BOOK.headings.values()]
        for place, (part, title) in enumerate(BOOK.headings.items()):
            if part in BOOK.optional_headings:
                continue
            if title not in titles and not nearest(title, [other for other in titles if other not in parts]):
                before = next((heading for heading in reversed(parts[:place]) if heading in titles), "")
                where = f"“{before}”" if before else "the title"
                yield page.line_of_section(before), f"the part “{title}” is missing: write ## {title} after {where}"


@rule(
    bad="## What we do not know\n\n- One.\n- Two.\n\n## What the research shows\n\nIt may help {cite:p}`dean2021`.",
    good="## What the research shows\n\nIt may help {cite:p}`dean2021`.\n\n## What we do not know\n\n- One.\n- Two.",
)
def headings_are_in_order(page: Page, site: Site) -> Findings:
    """The parts of a concern page stand in the order of `faq/_template.md`, each once."""
    if not page.is_concern:
        return
    parts = [*BOOK.headings.values()]
    known = [heading for heading in page.sections if heading.text in parts]
    seen: Counter[str] = Counter()
    reached = -1
    for heading in known:
        seen[heading.text] += 1
        place = parts.index(heading.text)
        if seen[heading.text] == 2:
            yield heading.line, f"a second part “{heading.text}”: put its text into the first"
        elif place < reached:
            yield heading.line, f"“{heading.text}” belongs before “{parts[place + 1]}”: move this part up"
        reached = max(reached, place)


@rule(
    bad="##The concern\n\nPeople fear that it harms.",
    good="## The concern\n\nPeople fear that it harms.",
    also=("myst.header",),
)
def headings_are_headings(page: Page, site: Site) -> Findings:
    """A heading is a line of its own with `##`, or `###` within a part, and a space before its words: no bold line."""
    for line, written, meant in page.slips:
        yield line, f"“{written[:60]}” does not make the heading that is meant: write {meant[:64].strip()}"


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n| Trial | Found |\n| One | It helped |",
    good="It may help {cite:p}`dean2021`.\n\n| Trial | Found |\n|---|---|\n| One | It helped |",
)
def tables_have_a_line_below_their_head(page: Page, site: Site) -> Findings:
    """A table has a line of hyphens below its head, with as many cells as the head."""
    for line in page.broken_tables:
        cells = len(re.findall(r"(?<!\\)\|", page.lines[line - 1].strip().strip("|"))) + 1
        yield line, f"this is no table without a line below its head: write |{'---|' * cells} as the second line"


@rule(bad="## The concern", good="## The concern\n\nPeople fear that it harms.")
def parts_are_not_empty(page: Page, site: Site) -> Findings:
    """No part of a concern page is empty, and the short answer is text."""
    for place, heading in enumerate(page.sections if page.is_concern else []):
        following = page.sections[place + 1].line if place + 1 < len(page.sections) else float("inf")
        blocks = [block for block in page.blocks if heading.line < block.line < following]
        if heading.text == BOOK.heading("answer") and blocks and not any(block.text.strip() for block in blocks):
            yield (
                heading.line,
                f"“{heading.text}” says nothing in words: write the answer, in whole sentences",
            )
        if not blocks:
            yield heading.line, f"the part “{heading.text[:60]}” is empty: {_what_goes_there(heading.text)}"


def _what_goes_there(title: str) -> str:
    if title == BOOK.heading("studies"):
        return "write ```{evidence} and ``` below it, and the table makes itself"
    if title == BOOK.heading("references"):
        return "write ```{page-references} and ``` below it, and the list makes itself"
    return "faq/_template.md says what goes there"


@rule(
    bad="## Questions to ask\n\n- Who is in the room?",
    good="## Questions to ask\n\n- Who is in the room?\n- For how long?\n- When would we stop?",
)
def lists_are_long_enough(page: Page, site: Site) -> Findings:
    """A list has as many points as `least_points` in `book.toml` asks of its part: two things that we do not know and three
    questions to ask, where it says nothing."""
    for part, least in BOOK.least_points.items():
        title = BOOK.heading(part)
        points = {block.group for block in page.section(title) if block.kind == "item"}
        if title and page.is_answer and page.section(title) and len(points) < least:
            has = f"“{title}” has {len(points)} and needs {least} points"
            yield page.line_of_section(title), f"{has}: begin each with `- `"


@rule(bad="```{icon-array} felt better\ntea: 27 of 100", good="It may help {cite:p}`dean2021`.")
def fences_are_closed(page: Page, site: Site) -> Findings:
    """Each block that a fence opens is closed by the same fence on a line of its own."""
    for line, fence in page.unclosed[:1]:  # those below may be its own
        mark = re.match(r"[`~:]+", fence)
        yield (
            line,
            f"nothing closes {fence[:40]}: write {mark.group() if mark else '```'} on a line of its own after the block",
        )


@rule(bad="It may help {cite:p}dean2021.", good="It may help {cite:p}`dean2021`.")
def roles_are_complete(page: Page, site: Site) -> Findings:
    """What is in braces before a text is followed by that text in backticks."""
    for block in page.blocks:
        for match in re.finditer(r"(\\\w+\*?(?:\[[^\]\n]*\])*)?(\{[a-z][\w:-]*\})(`[\w,:{}-]*)?", block.text):
            line = block.line + block.text.count("\n", 0, match.start())
            if match[1]:  # LaTeX, which is told as what it is
                continue
            if match[3]:
                yield line, f"{match[2]}{match[3]} is not closed: write a backtick behind it, {match[2]}{match[3]}`"
            else:
                yield line, f"{match[2]} has no text: write it as {match[2]}`text`, with backticks at both ends"


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n```{note} See {term}`remission`\nIt may last {cite:p}`dean2021`.\n```",
    good="It may help {cite:p}`dean2021`.\n\n:::{note}\nIt may last in {term}`remission` {cite:p}`dean2021`.\n:::",
)
def backtick_fences_have_plain_titles(page: Page, site: Site) -> Findings:
    """The first line of a block that begins with backticks has no backtick in it: a fence of colons may."""
    for line, name in page.backtick_titles:
        yield (
            line,
            f"a backtick in the first line of a block undoes it: write :::{name} ... and ::: instead of backticks",
        )


@rule(bad="TO WRITE: It may help {cite:p}`dean2021`.", good="It may help {cite:p}`dean2021`.")
def placeholders_are_replaced(page: Page, site: Site) -> Findings:
    """Nothing of the page that was copied is left: no `TO WRITE`, no `TODO`."""
    if page.is_template:
        return
    head = itertools.takewhile(lambda line: line.strip() not in {"---", "..."}, page.lines[1:])
    texts = [*enumerate(head, 2)] if page.front_matter else []
    texts += [(heading.line, heading.text) for heading in page.headings]
    texts += [
        (block.line + number, text) for block in page.blocks for number, text in enumerate(block.text.split("\n"))
    ]
    for directive in page.directives:
        texts.append((directive.line, directive.argument))
        texts += [(directive.line + 1 + at, option) for at, option in enumerate(directive.options.values())]
        if directive.name not in TEXT_INSIDE | CODE:  # the text inside is a block of its own
            texts += enumerate(directive.content.split("\n"), directive.content_line)
    for line, text in texts:
        if match := PLACEHOLDER.search(text):
            yield line, f"“{match.group()}” is still there: write the sentence, or delete the line"


@rule(
    bad="The [methods](../method.md) say how {cite:p}`dean2021`.",
    good="The [methods](../methods.md) say how {cite:p}`dean2021`.",
    also=(
        "myst.xref_missing",
        "toc.not_readable",
        "toc.not_included",
        "toc.duplicate_entry",
        "toctree glob pattern",
        "docutils.",
    ),
)
def links_lead_somewhere(page: Page, site: Site) -> Findings:
    """A link to a page or a file of this project names one that exists."""
    links = [link for block in page.blocks for link in block.links]
    for line, address in links:
        path, _, _ = address.partition("#")
        if not address:
            yield line, "this link leads nowhere: write the address in its brackets, such as [methods](../methods.md)"
        elif path and not re.match(r"[a-z][a-z0-9+.-]*:|//", path, re.IGNORECASE) and not _leads(path, page, site):
            here = [posixpath.relpath(other, page.folder or ".") for other in site.addresses]
            yield (
                line,
                f"there is no page {path[:80]}{nearest(path, here) or '; write its path from here, such as ../methods.md'}",
            )
    for directive in page.directives:
        if directive.name == "include" and directive.argument and not site.exists(page.path_of(directive.argument)):
            yield directive.line, f"there is no file {directive.argument[:80]}: write its path from this page"
        named: list[str] = []
        for line, entry, names in site.entries_of(page, directive):
            if page.path_of(entry).removesuffix(".md") == page.name:
                yield line, f"this is the page that {entry[:80]} is: write self, or delete the line"
            elif set(entry) & set("*?[") and "glob" not in directive.options:
                like = f", such as {names[0]}" if names else ""
                yield line, f"{entry[:80]} names no page without the option :glob: of the list: write the pages{like}"
            elif "glob" not in directive.options and page.path_of(entry).removesuffix(".md") not in names:
                near = f"; did you mean {names[0]}?" if names else ": write its path, such as faq/safety"
                yield line, f"there is no page {entry[:80]}{near}"
            elif not names:
                yield line, f"there is no page {entry[:80]}: write a path that some page has, such as faq/*"
            elif names == [name for name in names if name in named] and "glob" not in directive.options:
                yield line, f"{names[0]} stands above already: delete this line"
            named += names


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n```{include} safety.md\n```",
    good="It may help {cite:p}`dean2021`.\n\n```{include} _crisis-lines.md\n```",
)
def no_file_includes_itself(page: Page, site: Site) -> Findings:
    """A file does not include itself, nor another that includes it: the page would never end."""
    for directive in page.directives:
        circle = circle_of(page, directive, site)
        if circle and page.path == min(circle):
            others = " and ".join(path for path in circle if path != page.path)
            if others:
                how = (
                    f"{others} includes this file in turn, so the page would never end: delete one of the two includes"
                )
            else:
                how = "the file includes itself, so the page would never end: delete this include"
            yield directive.line, how


def circle_of(page: Page, directive: Directive, site: Site) -> list[str]:
    """The files from the page over what it includes there back to it; none where that does not lead back."""
    if directive.name != "include" or not directive.argument or {"literal", "code"} & directive.options.keys():
        return []
    ways = [[page.path, page.path_of(directive.argument)]]
    for way in ways:  # which grows
        if way[-1] == page.path:
            return way[:-1]
        included = site.pages.get(way[-1])
        parts = [each.argument for each in included.directives if each.name == "include"] if included else []
        ways += [[*way, path] for path in map(included.path_of, parts) if path not in way[1:]] if parts else []
    return []


def _leads(path: str, page: Page, site: Site) -> bool:
    """Whether there is such a page or file; a page that is only shown on others has no address."""
    there = page.path_of(unquote(path))
    return there in site.addresses if there in site.pages else site.exists(there) or site.exists(page.path_of(path))


@rule(
    bad="![](brain.png)\n\nIt may help {cite:p}`dean2021`.",
    good="![A brain scan with less grey matter](brain.png)\n\nIt may help {cite:p}`dean2021`.",
)
def images_have_alt_text(page: Page, site: Site) -> Findings:
    """A picture says in words what it shows, for those who do not see it."""
    pictures = [picture for block in page.blocks for picture in block.images]
    pictures += [
        (directive.line, directive.argument, directive.options.get("alt", ""))
        for directive in page.directives
        if directive.name in {"image", "figure"}
    ]
    for line, address, words in pictures:
        if address and not words.strip():
            yield (
                line,
                (
                    f"the picture {address[:80]} has no alternative text: "
                    f"write ![what it shows]({address[:80]}), or the option :alt: of the directive"
                ),
            )


@rule(bad="It <b>may</b> help {cite:p}`dean2021`.", good="It **may** help {cite:p}`dean2021`.")
def there_is_no_html(page: Page, site: Site) -> Findings:
    """A page is written in Markdown: HTML tags are lost in the PDF."""
    for line, tag in page.html:
        yield line, f"{tag[:40]} is HTML, which the PDF loses: write it in Markdown"


@rule(
    bad="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\n---",
    bad_path="driving.md",
)
def concerns_are_in_their_folder(page: Page, site: Site) -> Findings:
    """A concern page lies in `faq/`, and nothing else does."""
    parts = {heading.text for heading in page.sections}
    if page.is_part or page.is_concern or page.name in BOOK.weighing_pages:
        return
    if page.folder.startswith("faq"):
        yield 1, f"no page is made of a file in {page.folder}/: move it to faq/"
    elif len(parts & {*[*BOOK.headings.values()][:5]}) >= 3 or page.front_matter.keys() & FIELDS:
        yield 1, "this is a concern page outside of faq/: move it there"


@rule(
    bad="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\ngroup: later\n---",
    good="---\ncertainty: low\nchecked: 2026-11-23\nsearch: tea\n---",
)
def group_is_that_of_the_contents(page: Page, site: Site) -> Findings:
    """`group` is one of the `groups` in `book.toml`, and the page stands in the table of contents of that caption."""
    line, group = page.front_matter.get("group", (1, ""))
    caption = site.captions.get(page.name, "")
    if group and group not in GROUPS:
        how = f"write one of {', '.join(GROUPS)}{nearest(group, GROUPS)}" if GROUPS else "delete the line"
        yield line, f"`{group[:40]}` is no group: {how}"
    elif (
        page.is_concern
        and not page.is_template
        and caption != GROUPS.get(group, "")
        and {caption, group} & {*GROUPS, *GROUPS.values()}
    ):
        right = next((name for name, words in GROUPS.items() if words == caption), "")
        other = f"write `group: {right}`, or " if right else ""
        here = f"the page stands under “{caption or 'no caption'}” in the table of contents"
        yield line, f"{here}: {other}move it under “{GROUPS.get(group, 'that of its group')}”"


@rule(bad="# Can I drive?", good="# Is it safe?", bad_path="faq/driving.md", also=("toc.not_included",))
def page_is_in_the_contents(page: Page, site: Site) -> Findings:
    """A page stands in the table of contents of `index.md`, or no reader finds it; one that need not says `orphan: true`."""
    if page.is_part or page.is_template or page.name == "index" or not (page.is_concern or page.folder != "faq"):
        return
    if site.contents is not None and page.name not in site.contents and "orphan" not in page.front_matter:
        where = f"add the line {page.name} to the {'first ' if page.is_concern else ''}toctree of index.md"
        or_say = "" if page.is_concern else ", or write orphan: true between two lines --- at its top"
        yield 1, f"no table of contents leads here: {where}{or_say}"


@rule(bad="# Can I drive?", good="# Is it safe?", bad_path="faq/Can I drive.md")
def name_is_a_slug(page: Page, site: Site) -> Findings:
    """The file of a page has a short name in lower-case letters, with hyphens, that no other page has."""
    slug = posixpath.basename(page.name)
    if page.is_concern and not page.is_template and not re.fullmatch(SLUG, slug):
        better = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")
        yield (
            1,
            f"name the file {better or 'with a word'}.md: lower-case letters and hyphens make an address that can be read out",
        )
    others = [path for path in site.slugs[f"{slug}.md".lower()] if path < page.path]
    if others and slug != "index":
        yield 1, f"{others[0]} has the same name: choose another, or put the text there"
