"""Rules for the blocks and pieces in braces, code and footnotes of a page: each is what Sphinx can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rules.page import Directive, Page
from rules.registry import nearest, rule
from rules.site import Site

Findings = Iterator[tuple[int, str]]


class Form(NamedTuple):
    """How our pages write a block: whether it has words behind its name, and text, and its options with their values."""

    argument: bool = False
    content: bool = False
    options: dict[str, str] = {}


_TEXT, _NUMBER, _NUMBERS, _FLAG = r".*\S.*", r"\d+", r"[1-9]\d*( [1-9]\d*)*", ""
_BOX = Form(content=True, options={"class": _TEXT, "name": _TEXT})
_LIST = Form()

USUAL = {
    "bibliography": _LIST,
    "certainty-table": _LIST,
    "choice": Form(True, True),
    "concern-cards": _LIST,
    "search-box": _LIST,
    "duration-chart": Form(True, True, {"certainty": _TEXT}),
    "evidence": _LIST,
    "figure": Form(True, False, {"alt": _TEXT, "name": _TEXT}),
    "glossary": Form(content=True),
    "icon-array": Form(True, True, {"when": _TEXT, "certainty": _TEXT, "cite": _TEXT}),
    "image": Form(True, False, {"alt": _TEXT, "name": _TEXT}),
    "important": _BOX,
    "include": Form(True, False, {"start-after": _TEXT, "end-before": _TEXT}),
    "index": Form(True),
    "list-table": Form(False, True, {"header-rows": _NUMBER, "widths": _NUMBERS, "class": _TEXT, "name": _TEXT}),
    "note": _BOX,
    "option-grid": Form(True, True),
    "page-history": _LIST,
    "picture-list": Form(True, True, {"steps": _FLAG, "cite": _TEXT}),
    "search-account": _LIST,
    "page-references": _LIST,
    "questions": _LIST,
    "rst-class": Form(True),
    "rules": _LIST,
    "settings": Form(True),
    "summary-of-findings": Form(True, False, {"cite": _TEXT, "comparison": _TEXT, "per": _TEXT}),
    "toctree": Form(False, True, {"caption": _TEXT, "maxdepth": _NUMBER, "hidden": _FLAG, "titlesonly": _FLAG}),
    "tip": _BOX,
    "warning": _BOX,
}
"""What our pages are written with, so that the check need not ask Sphinx for what else it has."""

DIRECTIVES = frozenset(USUAL)
ROLES = frozenset("abbr certainty cite cite:p cite:t doc ref site-file sub sup term".split())
LANGUAGES = frozenset("console markdown none sh text".split())
"""Languages in which no piece of code is wrong, so that nothing need be loaded that reads them."""


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n```{icon-aray} felt better\ntea: 27 of 100\n```",
    good="It may help {cite:p}`dean2021`.",
    also=("myst.directive_unknown", "myst.role_unknown"),
)
def names_in_braces_are_known(page: Page, site: Site) -> Findings:
    """A block or a piece of text in braces is one that Sphinx, MyST or this project has, spelt as it spells it."""
    for directive in page.directives:
        if (told := _unknown(directive.name, DIRECTIVES, 0, site)) is not None:
            yield directive.line, f"{{{directive.name[:40]}}} is no block we have{told}"
    for block in page.blocks:
        for line, role, _ in block.roles:
            if (told := _unknown(role, ROLES, 1, site)) is not None:
                yield line, f"{{{role[:40]}}} is nothing we have{told}"


def _unknown(name: str, usual: frozenset[str], which: int, site: Site) -> str | None:
    """What to write instead of a name that nothing knows; ``None`` for one that is known."""
    if name in usual or (site.names and name in site.names[which]):
        return None
    near = nearest(name, usual) or (nearest(name, site.names[which]) if site.names else "")
    return near or (f": write plain text, or one of {', '.join(sorted(usual))}" if site.names else None)


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n```{note}\n```",
    good="```{note}\n:class: trials\n\nIt may help {cite:p}`dean2021`.\n```",
    also=("myst.directive_option", "myst.directive_parse", "docutils.", "icon_array.syntax", "toc.not_readable"),
)
def blocks_are_complete(page: Page, site: Site) -> Findings:
    """A block in braces has the words behind its name, the options and the text that it needs, and no others."""
    for each in page.directives:
        form = USUAL.get(each.name)
        if form is None or is_usual(each) or each.name in {"bibliography", "page-references"}:  # a rule of their own
            continue
        name = f"{{{each.name}}}"
        if form.argument and not each.argument:
            if each.name not in {"figure", "image"}:  # of which another rule tells
                yield each.line, f"{name} needs words behind it on its line: write them there"
        elif not form.argument and each.argument and each.name == "toctree":
            yield (
                each.line,
                f"{name} has nothing behind it on its line: write {each.argument[:60]} on a line of its own",
            )
        elif form.content and form is _BOX and not (each.argument or each.content.strip()):
            yield each.line, f"{name} is empty: write its text below its first line, or delete it"
        elif site.names:
            yield from ((each.line, f"{name}: {problem}") for problem in site.names.problems(each))


def is_usual(each: Directive) -> bool:
    """Whether the block is written in a form that Sphinx is known to read."""
    form = USUAL.get(each.name)
    return (
        form is not None
        and bool(each.argument) >= form.argument
        and (form.argument or form is _BOX or not each.argument or each.name == "list-table")
        and (each.name in {"figure", "image"} or bool(each.content.strip() or each.argument) >= form.content)
        and (form.content or each.name == "figure" or not each.content.strip())
        and all(
            name in form.options and re.fullmatch(form.options[name], value) for name, value in each.options.items()
        )
        and not each.content.startswith("---")
        and (each.name != "figure" or _is_caption(each.content.strip()))
        and (each.name != "list-table" or _is_table(each))
    )


def _is_caption(content: str) -> bool:
    """A paragraph, or nothing."""
    return not content or (bool(re.match(r"[\w*_“\"(\[]", content)) and "\n\n" not in content)


def _is_table(table: Directive) -> bool:
    """Rows of as many cells each, and as many widths, if any."""
    rows = re.split(r"^[*-] ", table.content.strip(), flags=re.MULTILINE)
    cells = {len(re.findall(r"^ *[*-](?: |$)", row, re.MULTILINE)) for row in rows[1:]}
    widths = table.options.get("widths", "").split()
    return not rows[0] and len(cells) == 1 and (not widths or {len(widths)} == cells)


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n```{bibliography}\n:filter: docname in docnames\n```",
    good="It may help {cite:p}`dean2021`.",
    also=("myst.directive_parse", "myst.directive_option", "bibtex.two_lists"),
)
def lists_make_themselves(page: Page, site: Site) -> Findings:
    """A list of references stands once on a page and takes no option and no text: it lists what is cited."""
    lists = [each for each in page.directives if each.name in {"bibliography", "page-references"}]
    filled = [each for each in lists if each.options or each.content.strip() or each.argument]
    for each in filled:
        own = "page-references" if page.is_concern else each.name
        yield each.line, f"this list takes no options and no text: write ```{{{own}}} and ``` alone, once on a page"
    for each in [each for each in lists if each not in filled][1:]:
        own = "page-references" if page.is_concern else each.name
        yield each.line, f"this page has a list of references already: keep one, ```{{{own}}} and ```"


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n```pyhton\nx = 1\n```",
    good="It may help {cite:p}`dean2021`.\n\n```python\nx = 1\n```",
    also=("misc.highlighting_failure",),
)
def code_is_in_its_language(page: Page, site: Site) -> Findings:
    """The language that a piece of code names is one that Pygments colours, and the code can be read in it."""
    for line, language, code in page.codes:
        if language not in LANGUAGES:
            yield from ((line, problem) for problem in _uncoloured(language, code))


def _uncoloured(language: str, code: str) -> Iterator[str]:
    from pygments.lexers import get_all_lexers, get_lexer_by_name  # only where there is such code
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        near = nearest(language, [alias for _, aliases, *_ in get_all_lexers() for alias in aliases])
        yield f"“{language[:40]}” is no language of code we know{near or ': write text'}"
        return
    lexer.add_filter("raiseonerror")
    try:
        for _ in lexer.get_tokens(code):
            pass
    except Exception as error:  # Sphinx too asks for no kind of it
        yield f"this code cannot be read as {language} (at {str(error)[:40]}): correct it, or write text for {language}"


@rule(
    bad="It may help {cite:p}`dean2021` [^note].",
    good="It may help {cite:p}`dean2021` [^note].\n\n[^note]: In adults {cite:p}`dean2021`.",
    also=("docutils.", "ref.footnote"),
)
def footnotes_have_one_text_and_one_place(page: Page, site: Site) -> Findings:
    """What `[^name]` marks has one text `[^name]: ...` on the page, and each such text is marked somewhere."""
    texts = [name for _, name, is_text in page.footnotes if is_text]
    marks = [name for _, name, is_text in page.footnotes if not is_text]
    seen: set[str] = set()
    for line, name, is_text in page.footnotes:
        if not is_text and name not in texts:
            near = nearest(name, texts) or f": write its text, [^{name[:40]}]: ..., below the paragraph"
            yield line, f"the footnote [^{name[:40]}] has no text{near}"
        elif is_text and name in seen:
            yield line, f"a second text of the footnote [^{name[:40]}]: give one of them another name"
        elif is_text and name not in marks and not nearest(name, {mark for mark in marks if mark not in texts}):
            yield line, f"nothing leads to the footnote [^{name[:40]}]: write [^{name[:40]}] in the text, or delete it"
        if is_text:
            seen.add(name)


@rule(
    bad="See [how](methods) {cite:p}`dean2021`.\n\n[a]: ../methods.md\n[a]: ../index.md",
    good="See [how][a] we work {cite:p}`dean2021`.\n\n[a]: ../methods.md",
    also=("myst.duplicate_def",),
)
def addresses_have_one_name(page: Page, site: Site) -> Findings:
    """A name stands for one address: `[name]: address` is written once for each."""
    for line, name in page.twice_defined:
        yield line, f"[{name[:40]}] has an address already: give this one another name, or delete it"


@rule(
    bad="It may help {cite:p}`dean2021`.\n\n---\n\n---\n\nNot for long {cite:p}`dean2021`.",
    good="It may help {cite:p}`dean2021`.\n\n---\n\nNot for long {cite:p}`dean2021`.",
    also=("docutils.",),
)
def lines_across_part_text(page: Page, site: Site) -> Findings:
    """A line `---` across the page stands between two pieces of text, not below a heading or another line."""
    begun = not page.front_matter and page.front_matter_error  # the first of them begins a front matter
    for line in [] if begun else page.loose_rules:
        yield line, "a line across the page with no text above it: delete it"


@rule(
    bad="## References\n\nAll of them {cite:p}`dean2021`.",
    good="## References\n\n```{page-references}\n```",
    bad_path="methods.md",
    also=("bibtex.no_list",),
)
def references_stand_in_a_list(page: Page, site: Site) -> Findings:
    """What a page cites stands in a list: its own, or that of a page with all references."""
    lists = {each.name for each in page.directives} & {"bibliography", "page-references"}
    if page.cites and not (lists or page.is_part or page.is_concern or site.has_bibliography):
        line = page.cites[0][0]
        yield line, "what this page cites stands in no list: write ```{page-references} and ``` at its foot"
