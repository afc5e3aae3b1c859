"""A page as its author sees it: front matter, headings, paragraphs and list items, each with its line, without a build."""

from __future__ import annotations

import contextlib
import difflib
import importlib.util
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from shared.book import BOOK

from rules.source import NO_CHARACTER, Source


def _parser_of_citations() -> Callable[[str], Iterable[Any]]:
    """sphinxcontrib-bibtex's own parser of what stands in a citation: ``{see}key{p. 5},other``.

    Its file is loaded alone: the package would load Sphinx first, which takes as long as the whole check.
    """
    folder = importlib.util.find_spec("sphinxcontrib.bibtex").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location("citation_target", Path(folder, "citation_target.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.parse_citation_targets


parse_citation = _parser_of_citations()

TEXT_INSIDE = {
    "admonition", "attention", "caution", "choice", "danger", "error", "figure", "glossary", "hint", "important", "list-table",
    "note", "option-grid", "picture-list", "seealso", "tip", "warning",
}  # fmt: skip
"""Directives whose content is text for readers, so that the rules look inside."""


CODE = {"code", "code-block", "sourcecode", "literalinclude", "parsed-literal"}
"""Directives that show their content to the letter."""

_BACKTICK_TITLE = re.compile(r"^( *`{3,})(\{[\w:-]+\})([^\n`]*`(?!`)[^\n]*(?<!```))$", re.MULTILINE)
_TABS = re.compile(r"^[ ]*\t[ \t]*", re.MULTILINE)
_FENCE_OR_MARKS = re.compile(
    r"^ *(?P<fence>`{3,}|~{3,}|:{3,}).*?^ *(?P=fence)[`~:]* *$|^ {0,3}(?P<marks>#{2,6}(?=\w)|#(?=[A-Z]))(?P<title>[^\n]*)",
    re.MULTILINE | re.DOTALL,
)
_BOLD_LINE = re.compile(r"(\*\*|__)(?P<title>(?!\s)[^\n*_]+[^\s*_.!,;])\1:?")
_NAME = re.compile(r"\{([^{}\s]+)\}\s*(.*)", re.DOTALL)
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
_ROLE_WITHOUT_BRACES = re.compile(
    r"(?:(?<![\w:])[a-z][\w-]*(?::[\w-]+)+|(?<!\w):[a-z][\w:-]*:|(?<![\w:])(?:cite|term|doc|ref))$"
)
_ABBREVIATION = re.compile(r"\b(?:et al|e\.g|i\.e|vs?|Dr|Mrs?|Ms|Prof|St|No|approx|Fig)\.$", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"“”\n]*[\"”]")
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)\]]*(?=\n)|[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9])")


@cache
def _parser() -> MarkdownIt:
    """The parser that MyST-Parser is made of, with the extensions that conf.py turns on."""
    parser = MarkdownIt("commonmark").enable("table")
    for plugin in (front_matter_plugin, myst_role_plugin, myst_block_plugin, colon_fence_plugin, deflist_plugin):
        parser.use(plugin)
    return parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)


@dataclass
class Directive:
    """A fenced directive: ``{name} argument``, its options and its content, and whether its fence is closed."""

    line: int
    name: str
    argument: str
    options: dict[str, str]
    content: str
    content_line: int
    section: str
    body: str
    """All below its first line, options and content, as it is written."""


@dataclass
class Block:
    """A paragraph, list item, table cell, definition or directive, with what stands in it."""

    kind: str
    """``paragraph``, ``item`` (anything in a list), ``quote``, ``head`` or ``cell`` of a table (a glossary is one),
    ``footnote`` or ``directive``."""
    line: int
    section: str
    """The title of the level-2 heading above it; empty before the first."""
    group: int
    """Blocks of one list item, or of one row of a table, share a group; every other block has its own."""
    text: str = ""
    """What a reader reads, as many lines as in the file; a citation in brackets is left out."""
    bare: str = ""
    """The same without what roles and links print: the words that lead nowhere."""
    intro: Block | None = None
    """The paragraph that a list item's list follows at once."""
    roles: list[tuple[int, str, str]] = field(default_factory=list)
    """``(line, role, content)``."""
    links: list[tuple[int, str]] = field(default_factory=list)
    images: list[tuple[int, str, str]] = field(default_factory=list)
    """``(line, address, alternative text)``."""
    footnotes: list[tuple[int, str]] = field(default_factory=list)
    """``(line, label)`` of each that is called here."""
    lookalikes: list[tuple[int, str, str, str]] = field(default_factory=list)
    """``(line, as written, role, content)`` of what looks like a role and has no braces."""

    @cached_property
    def citations(self) -> list[tuple[int, str, list[str], bool]]:
        """``(line, content, keys, whether it can be read)`` of each role that cites."""
        return [
            (line, content, *_keys(content))
            for line, role, content in self.roles
            if role.startswith("cite:") or role == "cite"
        ]

    @property
    def cites(self) -> list[tuple[int, str]]:
        """``(line, key)`` of each citation."""
        return [(line, key) for line, _, keys, _ in self.citations for key in keys]

    @cached_property
    def sentences(self) -> list[tuple[int, str]]:
        """``(line, sentence)``: a sentence may run over lines, and a line may hold several."""
        found: list[tuple[int, str]] = []
        start = 0
        for end in [match.end() for match in _SENTENCE_END.finditer(self.text)] + [len(self.text)]:
            piece = self.text[start:end]
            if end < len(self.text) and _ABBREVIATION.search(piece):
                continue
            if piece.strip():
                first = start + len(piece) - len(piece.lstrip())
                found.append((self.line + self.text.count("\n", 0, first), " ".join(piece.split())))
            start = end
        return found


@dataclass
class Heading:
    line: int
    level: int
    text: str
    block: Block
    """What stands in it."""
    plain: str
    """The words of which MyST makes its address."""


class Page:
    """A page of MyST Markdown, parsed on demand. Lines count from 1."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        self.name = source.path.removesuffix(".md")
        self.headings: list[Heading] = []
        self.blocks: list[Block] = []
        self.directives: list[Directive] = []
        self.unclosed: list[tuple[int, str]] = []
        """``(line, opening fence)`` of the fences that nothing closes."""
        self.front_matter_error: tuple[int, str] | None = None
        self.outcomes: list[tuple[int, str, str]] = []
        """``(line, outcome, level and reasons as written)``; known once the front matter has been read."""
        self.labels: list[tuple[int, str]] = []
        """``(line, name)`` of each ``(name)=`` and of each block that has a name."""
        self.html: list[tuple[int, str]] = []
        """``(line, tag)`` of raw HTML, comments left out."""
        self.codes: list[tuple[int, str, str]] = []
        """``(line, language, code)`` of each piece of code that names its language."""
        self.second_fields: list[tuple[int, str]] = []
        """``(line, name)`` of each field of the front matter that stands above already; known once it has been read."""
        self.footnotes: list[tuple[int, str, bool]] = []
        """``(line, name, whether this is its text)`` of each ``[^name]``."""
        self.loose_rules: list[int] = []
        """The lines of ``---`` across the page that have no text between them and a heading or another."""
        self._groups = 0
        self._section = ""
        self.backtick_titles: list[tuple[int, str]] = []
        """``(line, {name})`` of the fences of backticks whose first line has a backtick in it, which Markdown forbids."""
        self.slips: list[tuple[int, str, str]] = []
        """``(line, as written, heading as meant)`` of what is no heading of the level that is meant, and is read as one."""
        self.broken_tables: list[int] = []
        """The lines of tables that are none, because the line below their head is missing or has another number of cells."""
        text = _BACKTICK_TITLE.sub(self._plain_title, self._meant)
        read: dict[str, Any] = {}
        self._read_blocks(_parser().parse(_FENCE_OR_MARKS.sub(self._spaced, text), read), 0)
        self.twice_defined: list[tuple[int, str]] = [
            (each["map"][0] + 1, each["label"].lower()) for each in read.get("duplicate_refs", [])
        ]
        """``(line, name)`` of each address of a ``[name]: address`` whose name has one already."""

    def _plain_title(self, match: re.Match) -> str:
        """The first line of a fence as its author meant it, so that all below it is read as meant too."""
        self.backtick_titles.append((match.string.count("\n", 0, match.start()) + 1, match[2]))
        return match[1] + match[2] + match[3].replace("`", " ")

    @cached_property
    def _meant(self) -> str:
        """The text without the tabs at the beginning of lines, which would make code of it: they are told, and this is read.

        So is a front matter below empty lines: they stand in it here, where they mean nothing.
        """
        text = _TABS.sub(lambda match: match[0].replace("\t", "   "), self.source.text)
        if match := re.match(r"( *\n)+---\n(?=\w+:)", text):
            return "---" + "\n" * match[0].count("\n") + text[match.end() :]
        return text

    def _spaced(self, match: re.Match) -> str:
        """A heading with the space that is missing after its marks, so that its part is read as meant."""
        if match["fence"]:
            return match[0]
        spaced = f"{match['marks']} {match['title']}"
        self.slips.append((match.string.count("\n", 0, match.start()) + 1, match[0].strip(), spaced))
        return spaced

    def _heading_meant(self, token: Token, line: int) -> tuple[int, int] | None:
        """Line and level of the heading that a line in bold is meant as, on a page with fixed headings."""
        match = _BOLD_LINE.fullmatch(token.content.strip())
        if not (match and self.is_concern):
            return None
        level = 2 if match["title"].rstrip(":") in BOOK.headings.values() else 3
        if level == 3 and not self._section:
            return None  # a warning above the short answer
        self.slips.append((line, token.content.strip(), f"{'#' * level} {match['title'].rstrip(':')}"))
        return line, level

    @property
    def is_template(self) -> bool:
        """Whether this is the page that contributors copy: it is held to every rule but those on what is still to write."""
        return self.path == "faq/_template.md"

    @property
    def is_part(self) -> bool:
        """Whether other pages include this file."""
        return posixpath.basename(self.path).startswith("_") and not self.is_template

    @property
    def is_concern(self) -> bool:
        """Whether this is one of the questions: a page in faq/."""
        return self.folder == "faq" and not self.is_part

    @property
    def is_answer(self) -> bool:
        """Whether the page tells readers what is known; the others tell how the project works, or are for those who know
        the words of the field (`clinicians`)."""
        return self.is_concern or self.name in {*BOOK.weighing_pages, "index"}

    @cached_property
    def lines(self) -> list[str]:
        return self._meant.split("\n")

    @cached_property
    def front_matter(self) -> dict[str, tuple[int, str]]:
        """Name -> (line, value as written). Empty when there is none, or when it is not YAML."""
        if self.lines[0].strip() != "---":
            return {}
        end = next((number for number, line in enumerate(self.lines[1:], 1) if line.strip() in {"---", "..."}), None)
        if end is None:
            self.front_matter_error = (1, "the front matter is not closed: write a line `---` after its last field")
            return {}
        written = zip(self.lines[1:end], self.source.text.split("\n")[1:end], strict=True)
        text = "\n".join(line.lstrip() if raw.startswith("\t") else line for line, raw in written)
        text = NO_CHARACTER.sub(" ", text)  # the rule on files tells it
        try:
            loader = yaml.SafeLoader(text)
            if node := loader.get_single_node():
                with contextlib.suppress(ValueError):  # a day that is none, which the rules on days tell
                    loader.construct_document(node)
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = min(mark.line + 2, end) if mark else 1
            self.front_matter_error = (line, "the front matter cannot be read: write one `name: value` a line")
            return {}
        if before := len(raw := self.source.text) - len(raw.lstrip(" \t\n")):
            line = raw.count("\n", 0, before) + 1
            self.front_matter_error = (line, "the front matter is not at the top: delete the empty lines above it")
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.front_matter_error = (2, "the front matter is no list of fields: write one `name: value` a line")
            return {}
        self.outcomes = [
            (value.start_mark.line + 2, str(what.value) if what else "", str(value.value))
            for name, listed in node.value
            if name.value == "outcomes"
            for item in (listed.value if isinstance(listed, yaml.SequenceNode) else [listed])
            for what, value in (item.value if isinstance(item, yaml.MappingNode) else [(None, item)])
        ]
        names = [(name.start_mark.line + 2, str(name.value)) for name, _ in node.value]
        self.second_fields = [
            (line, name) for at, (line, name) in enumerate(names) if name in [n for _, n in names[:at]]
        ]
        return {
            str(name.value): (name.start_mark.line + 2, value.value if isinstance(value, yaml.ScalarNode) else "")
            for name, value in node.value
        }

    @property
    def sections(self) -> list[Heading]:
        """The level-2 headings."""
        return [heading for heading in self.headings if heading.level == 2]

    def section(self, title: str) -> list[Block]:
        """What stands under the level-2 heading of that title, down to the next."""
        return [block for block in self.blocks if block.section == title]

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.path)

    def path_of(self, address: str) -> str:
        """The path, from the root, of an address on this page."""
        start = "" if address.startswith("/") else self.folder
        return posixpath.normpath(posixpath.join(start, address.lstrip("/")))

    def line_of_section(self, title: str) -> int:
        """The line of that heading, or 1 where it is missing."""
        return next((heading.line for heading in self.sections if heading.text == title), 1)

    @cached_property
    def _cites_of_groups(self) -> dict[int, list[str]]:
        groups: dict[int, list[str]] = {block.group: [] for block in self.blocks}
        for block in self.blocks:
            groups[block.group] += [key for _, key in block.cites]
        return groups

    def cited_with(self, block: Block) -> list[str]:
        """The keys cited in the block, or in its whole list item or table row."""
        return self._cites_of_groups[block.group]

    def support(self, block: Block) -> list[str]:
        """The keys that a statement in the block rests on: its own, those of the sentence that leads into its list
        or table, or, for such a sentence, those of the list or table, where every item or row has some."""
        if own := self.cited_with(block):
            return own
        if block.intro:
            return self.cited_with(block.intro)
        items = [self.cited_with(other) for other in self.blocks if other.intro is block and other.kind != "head"]
        return [key for keys in items for key in keys] if all(items) else []

    @property
    def cites(self) -> list[tuple[int, str]]:
        """``(line, key)`` of every citation of the page."""
        return [cite for block in self.blocks for cite in block.cites]

    def _read_blocks(self, tokens: list[Token], offset: int) -> None:
        """Add what the tokens hold; ``offset`` is the line before their first."""
        inside: list[str] = []
        heading: tuple[int, int] | None = None
        latest: Block | None = (
            None  # the paragraph before, until something that readers see and that is no list or table follows it
        )
        intro: Block | None = None
        before = ""
        for token in tokens:
            line = offset + token.map[0] + 1 if token.map else offset + 1
            if token.type == "hr" and before in {"", "hr", "heading_close", "front_matter"} and not offset:
                self.loose_rules.append(line)
            before = token.type
            container, _, side = token.type.rpartition("_")
            if container in {"bullet_list", "ordered_list", "table"} and not inside:
                intro, latest = (latest, None) if side == "open" else (None, None)
            elif container in {"list_item", "blockquote", "dt", "dd", "thead", "tr", "footnote_reference"}:
                if token.type == "footnote_reference_open":
                    self.footnotes.append((line, token.meta["label"], True))
                if side == "close":
                    inside.pop()
                    continue
                if "list_item" not in inside:
                    self._groups += 1
                inside.append(container)
            elif token.type == "heading_open":
                heading, latest = (line, int(token.tag[1:])), None
            elif token.type == "inline" and (
                heading := heading or (None if inside or intro else self._heading_meant(token, line))
            ):
                block, latest = self._inline(token, "heading", line), None
                title = " ".join(block.text.split())
                if token.content.startswith(("**", "__")):
                    title = title.removesuffix(":")
                if title in BOOK.headings.values() and heading[1] != 2 and self.is_concern:
                    if line not in {slip for slip, *_ in self.slips}:
                        self.slips.append((line, f"{'#' * heading[1]} {title}", f"## {title}"))
                    heading = heading[0], 2
                self.headings.append(Heading(*heading, title, block, _plain(token)))
                if heading[1] <= 2:
                    self._section = self.headings[-1].text if heading[1] == 2 else ""
                heading = None
            elif token.type == "inline":
                kinds = {
                    "blockquote": "quote",
                    "footnote_reference": "footnote",
                    "list_item": "item",
                    "thead": "head",
                    "tr": "cell",
                    "dt": "term",
                    "dd": "item",
                }
                kind = next((kinds[container] for container in kinds if container in inside), "paragraph")
                if not inside or inside == ["blockquote"]:
                    self._groups += 1
                block = self._inline(token, kind, line)
                block.intro = intro
                rows = block.text.split("\n")
                if kind == "paragraph" and len(rows) > 1 and all(row.lstrip().startswith("|") for row in rows):
                    self.broken_tables.append(line)
                    block.kind = "head"
                latest = block if not inside else None
                self.blocks.append(block)
            elif token.type in {"fence", "colon_fence"}:
                latest = latest if token.info.startswith("{rst-class} ") else None
                self._fence(token, line, offset)
            elif token.type == "myst_target":
                self.labels.append((line, token.content))
            elif token.type == "html_block":
                self._note_html(line, token.content)

    def _note_html(self, line: int, text: str) -> None:
        for match in re.finditer(r"<[a-zA-Z][^<>]*>", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)):
            self.html.append((line + text.count("\n", 0, match.start()), match.group()))

    def _inline(self, token: Token, kind: str, line: int) -> Block:
        """A block of running text, with the line of each thing in it."""
        block = Block(kind, line, self._section, self._groups)
        pieces: list[str] = []
        bare: list[str] = []
        linked = 0

        def add(text: str, leads_somewhere: bool = False) -> None:
            pieces.append(text)
            bare.append("\0" if leads_somewhere or linked else text)

        here = line
        for child in token.children or []:
            if child.type in {"text", "text_special"}:
                add(child.content)
            elif child.type in {"softbreak", "hardbreak"}:
                here += 1
                pieces.append("\n")
                bare.append("\n")
            elif child.type == "code_inline":
                if match := _ROLE_WITHOUT_BRACES.search(pieces[-1] if pieces else ""):
                    written = f"{match.group()}`{child.content}`"
                    block.lookalikes.append((here, written, match.group().strip(":"), child.content))
                add("code", True)  # a word of its own: it is read, but it is no prose
            elif child.type == "myst_role":
                name = child.meta.get("name", "")
                block.roles.append((here, name, child.content))
                add(_words_of_role(name, child.content), True)
            elif child.type == "footnote_ref":
                self.footnotes.append((here, child.meta["label"], False))
                block.footnotes.append((here, child.meta["label"]))
                add("", True)
            elif child.type == "link_open":
                block.links.append((here, str(child.attrGet("href") or "")))
                linked += 1
            elif child.type == "link_close":
                linked -= 1
            elif child.type == "image":
                block.images.append((here, str(child.attrGet("src") or ""), child.content))
            elif child.type == "html_inline":
                self._note_html(here, child.content)
        block.text, block.bare = "".join(pieces), "".join(bare)
        return block

    def _fence(self, token: Token, line: int, offset: int) -> None:
        """A directive, or code. Only admonitions hold more text of the page."""
        last = self.lines[offset + token.map[1] - 1].strip() if token.map else ""
        closed = (
            token.map
            and token.map[1] - token.map[0] > 1
            and re.fullmatch(rf"{token.markup[0]}{{{len(token.markup)},}}", last)
        )
        # A fence that is left open runs on to the end of the next one. Directives are flat here, so none begins in another.
        begins_another = re.search(rf"^ *{re.escape(token.markup)}\{{[\w:-]+\}}", token.content, re.MULTILINE)
        if not closed or begins_another:
            self.unclosed.append((line, token.markup + token.info.strip()))
        match = _NAME.match(token.info.strip())
        if not match:
            if token.info.strip():
                self.codes.append((line, token.info.split()[0], token.content))
            return
        options: dict[str, str] = {}
        body = token.content.split("\n")
        for text in body:
            option = _OPTION.match(text)
            if not option:
                break
            options[option[1]] = option[2].strip()
        used = len(options)
        content = "\n".join(body[used:])
        directive = Directive(
            line, match[1], match[2].strip(), options, content, line + 1 + used, self._section, token.content
        )
        self.directives.append(directive)
        if directive.name in {"code", "code-block", "sourcecode"} and directive.argument:
            self.codes.append((line, directive.argument, content))
        if name := options.get("name"):
            self.labels.append((line, name))
        self._groups += 1
        block = Block("directive", line, self._section, self._groups)
        for number, text in enumerate(body):
            option = _OPTION.match(text)
            if option and option[1] == "cite":
                block.roles.append((line + 1 + number, "cite:p", option[2]))
        self.blocks.append(block)
        if directive.name in TEXT_INSIDE and directive.content_line - 1 > offset:
            before = len(self.blocks)
            if directive.name == "glossary":  # the terms stand at the margin, and what they mean does not
                content = dedent(re.sub(r"^\S.*", "", content, flags=re.MULTILINE))
            self._read_blocks(_parser().parse(content), directive.content_line - 1)
            heads = options.get("header-rows", "0") if directive.name == "list-table" else "0"
            rows = list(dict.fromkeys(inside.group for inside in self.blocks[before:]))
            # Its option `cite`, also where it is misspelt, is meant for all that stands in it.
            whole = block if difflib.get_close_matches("cite", options, cutoff=0.7) else None
            for block in self.blocks[before:]:
                block.intro = block.intro or whole
                if heads.isdigit() and block.group in rows[: int(heads)]:
                    block.kind = "head"
                elif directive.name == "glossary":
                    block.kind = "cell"


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or [] if child.type in {"text", "code_inline"})


def _keys(content: str) -> tuple[list[str], bool]:
    """The keys in a citation, and whether it can be read; where it cannot, the words that may be meant as keys."""
    try:
        return [target.key for target in parse_citation(content)], True
    except (ValueError, RecursionError):
        return re.findall(r"[^\s,{}]+", content), False


def _words_of_role(name: str, content: str) -> str:
    """What a role prints in the text: nothing for a citation in brackets, its own words for a term or a link."""
    if name.startswith("cite:t"):
        return "Authors (year)"
    if name.startswith("cite"):
        return ""
    return re.sub(r"\s*<[^<>]*>\s*$", "", content)


def without_quotations(text: str) -> str:
    """The text with every quotation blanked out between its marks, so that places stay where they are."""
    return _QUOTED.sub(lambda match: f"{match.group()[0]}{' ' * (len(match.group()) - 2)}{match.group()[-1]}", text)


def prose(page: Page) -> Iterator[Block]:
    """The blocks that say something to readers in the project's own words: no quotations, no directives."""
    return (block for block in page.blocks if block.kind not in {"quote", "directive"} and block.text.strip())
