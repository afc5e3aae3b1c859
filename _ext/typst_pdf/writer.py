"""One page's doctree, as calls of the functions that the Typst template defines.

The writer says what a thing is (``#admonition("tip")[...]``), the template how it looks.
Every text goes out as a Typst string literal, so nothing a person writes can be read as Typst code.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.locale import _ as sphinx_words
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from typst_pdf.book import Book
from typst_pdf.compiler import Formula, Picture

logger = logging.getLogger(__name__)

NUMBERINGS = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
LENGTH = re.compile(r"^\s*([\d.]+)\s*(%|cm|mm|in|pt|em|px|)\s*$")
LINE = 76
"""Letters in a line of text or of a table as wide as the page, about."""
WIDE_LINE = 106
"""Letters in a line of a table of the book that takes the outer margin too."""
LONGEST_WORD = 30
"""Letters of the longest word that is never broken where a line has room for it."""
ROOM_TO_HYPHENATE = 15
"""Letters of a line from which the parts of any word fit, where words are parted at their syllables."""
LONGEST_UNSPLIT_ROW = 12
"""Lines of the longest table row that is still kept on one page; a longer one may not fit any."""
CROWDED = 9
"""Columns from which a table has less space between them."""
NARROWEST = 3
"""Letters that a column needs; one with less room would lie over its neighbour."""
BREAK = "\u200b"
"""Where a long word may break; the template draws it as nothing, so that nobody copies it."""
ARGUMENTS = (
    nodes.list_item, nodes.definition_list_item, nodes.field, nodes.option_list_item, nodes.row, nodes.entry,
    nodes.tgroup, nodes.thead, nodes.tbody, nodes.colspec, nodes.term, nodes.definition, nodes.figure, nodes.table,
    nodes.section, nodes.title, nodes.footnote, nodes.caption, nodes.citation, nodes.line, nodes.document,
)  # fmt: skip
"""Nodes written as arguments of a call, where an anchor may not stand, or that place their own anchors."""
LEADING = nodes.reference, nodes.footnote_reference, nodes.target, nodes.image
"""What a repeated head may not hold: a reader's program passes over it there."""


UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufeff\ufffe\uffff\U000e0000-\U000e007f]")
"""What nobody sees and no accessible PDF may hold: control characters, marks of byte order, no letters at all."""


def literal(text: str) -> str:
    """``text`` as a Typst string literal, without what is :data:`UNSEEN`."""
    return json.dumps(UNSEEN.sub("", text), ensure_ascii=False)


def plain(node: nodes.Node) -> str:
    """The words of a title or a head without its links, notes and pictures: what is repeated may hold none of them."""
    if isinstance(node, (nodes.footnote_reference, nodes.raw, nodes.comment, addnodes.index)):
        return ""
    if isinstance(node, nodes.image):
        return node.get("alt", "")
    if isinstance(node, nodes.Element):
        return "".join(plain(child) for child in node.children)
    return node.astext().replace("\n", " ")


def head(node: nodes.Node) -> str:
    """The same in one line: where a note stood there are no two spaces."""
    return re.sub(r"[ \n]+", " ", plain(node)).strip(" ")


def around_of(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """The node and all around it, from the inside."""
    while node is not None:
        yield node
        node = node.parent


def soft(text: str, room: int, hyphenated: bool = False) -> str:
    """``text`` with places to break in each word that may be longer than a line of ``room`` letters.

    :param hyphenated: whether Typst parts words at their syllables, which needs no help.
    """
    longest = max(1, min(LONGEST_WORD, room))
    piece = max(1, longest // 4)

    def broken(match: re.Match[str]) -> str:
        if hyphenated and len(match[0]) <= 2 * LONGEST_WORD and match[0].strip(",.;:!?()").isalpha():
            return match[0]
        parts = re.findall(r"[^/._=&?,;:@#-]+[/._=&?,;:@#-]*|[/._=&?,;:@#-]+", match[0])
        pieces = [re.findall(f".{{1,{piece}}}", part) if len(part) > longest else [part] for part in parts]
        return BREAK.join(itertools.chain.from_iterable(pieces))

    return re.sub(rf"\S{{{longest + 1},}}", broken, text)


def longest_piece(tex: str) -> int:
    """Letters of a formula between two signs where it may break, which is never inside brackets or a matrix."""
    if re.search(r"\\begin|\\left|\\\\|&", tex):
        return len(tex)
    depth = longest = piece = 0
    for letter in tex:
        depth += (letter in "{([") - (letter in "})]")
        piece = 0 if letter in "+-=<>" and not depth else piece + 1
        longest = max(longest, piece)
    return longest


CLINGING = "[:;/!?.,)\\]}]"
"""Signs before which no line ends, not even after a space: a row of words that begin with one would leave the paper."""


def array(items: list[str]) -> str:
    """A Typst array; one item needs its comma."""
    return f"({', '.join(items)},)" if items else "()"


def length(value: str, whole: str = "100%") -> str | None:
    """A length of Docutils (``60%``, ``4cm``, ``300px``, ``300``) as Typst has it, or None where it has none."""
    match = LENGTH.match(value)
    if not match:
        return None
    number, unit = match.groups()
    return f"{number}{unit}" if unit not in ("px", "") else f"{float(number) * 0.75:g}pt"


class TypstTranslator(SphinxTranslator):
    """Writes one page to the end of ``book.source``."""

    builder: Builder

    def __init__(self, document: nodes.document, builder: Builder, book: Book, docname: str, depth: int) -> None:
        super().__init__(document, builder)
        self.book = book
        self.docname = docname
        self.level = depth - 1
        self.path = builder.env.doc2path(docname)
        self.source = book.source
        self.body = self.source.parts
        self.closers: list[str] = []
        self.notes = {i: note for note in document.findall(nodes.footnote) for i in note["ids"]}
        self.written_notes: set[str] = set()
        self.tables: list[list[int]] = []
        """Letters in a line of each column, for each table around the place that is being written."""
        self.marks: dict[int, int] = {}
        self.in_references = False
        self.rooms = [LINE]
        """Letters in a line of the place that is being written: of the page, or of a cell in it."""

    # -- machinery ---------------------------------------------------------

    def dispatch_visit(self, node: nodes.Node) -> None:
        if getattr(node, "line", None):
            self.source.origins.append((len(self.body), self.path, node.line))
        if isinstance(node, nodes.Element) and not isinstance(node, ARGUMENTS) and node.get("ids"):
            self.put(self.anchors(node["ids"]))
        super().dispatch_visit(node)

    def put(self, text: str) -> None:
        self.body.append(text)

    def open(self, before: str, after: str) -> None:
        """Write ``before`` now and ``after`` when the node ends (by :meth:`close`)."""
        self.put(before)
        self.closers.append(after)

    def close(self, node: nodes.Node) -> None:
        self.put(self.closers.pop())

    def children(self, node: nodes.Element) -> None:
        """Write what is inside ``node`` here and now."""
        for child in node.children:
            child.walkabout(self)
        self.trim()

    def trim(self) -> None:
        """Blank the paragraph breaks that have nothing after them (parts stay in place: others count them)."""
        for index in range(len(self.body) - 1, -1, -1):
            if self.body[index].isspace():
                self.body[index] = ""
            elif self.body[index]:
                break

    def key(self, anchor: str) -> str:
        return f"{self.docname}#{anchor}"

    def define(self, anchor: str) -> str | None:
        """Note that this anchor exists; None when it does already (Typst refuses a label that stands twice)."""
        key = self.key(anchor)
        if key in self.book.defined:
            return None
        self.book.defined.add(key)
        return key

    def anchors(self, ids: list[str]) -> str:
        return "".join(f"#anchor({literal(key)});" for anchor in ids if (key := self.define(anchor)))

    def label(self, ids: list[str]) -> str:
        """The label of the element just written, from the first of its ``ids`` (the others are :meth:`anchors`)."""
        key = self.define(ids[0]) if ids else None
        return f"#label({literal(key)})" if key else ""

    def unknown_visit(self, node: nodes.Node) -> None:
        name = type(node).__name__
        if (name, self.docname) not in self.book.unknown:
            self.book.unknown.add((name, self.docname))
            logger.warning(
                "the PDF has no form for %s on page %s: its text is kept; add visit_%s to typst_pdf/writer.py",
                name, self.docname, name, location=self.where(node), type="typst", subtype="node",
            )  # fmt: skip

    def unknown_departure(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Element) and not isinstance(node, nodes.Inline):
            self.put("\n\n")

    def where(self, node: nodes.Node | None) -> str:
        """``page.md:line`` of a node, or of the nearest node around it that has a line."""
        line = self.line_of(node)
        return f"{self.path}:{line}" if line else str(self.path)

    def line_of(self, node: nodes.Node | None) -> int | None:
        return next((int(around.line) for around in around_of(node) if around.line), None)

    def visit_skipped(self, node: nodes.Node) -> None:
        raise nodes.SkipNode

    def visit_plain(self, node: nodes.Node) -> None:
        """A node that only groups others."""

    depart_plain = visit_plain

    # -- text --------------------------------------------------------------

    def visit_Text(self, node: nodes.Text) -> None:
        text = node.astext()
        if not isinstance(node.parent, nodes.FixedTextElement):
            text = text.replace("\n", " ")
        if text:
            self.put(self.words(text))

    def words(self, text: str) -> str:
        """A call that sets ``text``, in which nothing is too long for its line."""
        text_in_lines = re.sub(rf"(?<= )(?={CLINGING}+\w)", BREAK, text)
        softened = soft(
            text_in_lines, self.rooms[-1], self.config.language != "en" and self.rooms[-1] >= ROOM_TO_HYPHENATE
        )
        return f"#soft({literal(softened)});" if softened != text else f"#{literal(text)};"

    def depart_Text(self, node: nodes.Text) -> None:
        pass

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        if node["classes"]:
            self.open(f"#styled({array([literal(c) for c in node['classes']])})[", "]\n\n")
        else:
            self.open("", "\n\n")

    depart_paragraph = close

    def visit_literal(self, node: nodes.literal) -> None:
        text = soft(node.astext(), self.rooms[-1])
        before = node.parent[node.parent.index(node) - 1] if node.parent.index(node) else None
        if before is not None and before.astext()[-1:].isspace() and re.match(CLINGING, text):
            text = BREAK + text
        self.put(f"#soft(raw({literal(text)}));" if text != node.astext() else f"#raw({literal(text)});")
        raise nodes.SkipNode

    visit_desc_name = visit_desc_addname = visit_literal

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        language = node.get("language", "")
        language = "none" if language in ("", "default", "none", "text") else literal(language)
        if any(not isinstance(child, nodes.Text) for child in node.children):
            self.open("#code-of-words[", "]\n")  # its links and its bold words are what `parsed-literal` is for
            return
        text = soft(node.astext(), self.rooms[-1])
        options = node.get("highlight_args", {})
        first = options.get("linenostart", 1) if node.get("linenos") else "none"
        marked = array([str(line) for line in options.get("hl_lines", ())])
        self.put(f"#code(raw(block: true, lang: {language}, {literal(text)}), {first}, marked: {marked})\n")
        raise nodes.SkipNode

    depart_literal_block = close
    visit_doctest_block = visit_literal_block
    depart_doctest_block = close

    def visit_math(self, node: nodes.Element) -> None:
        block = isinstance(node, nodes.math_block)
        tex = node.astext()
        number = f"({node['number']})" if node.get("number") else ""
        block = block or len(tex) > self.rooms[-1] // 2  # a long one in a line would run out of it
        in_lines = longest_piece(tex) <= self.rooms[-1] // 2
        options = f"block: {str(block).lower()}, in-lines: {str(in_lines).lower()}"
        code, words = self.typst_maths(tex), f"raw({literal(tex)})"
        before, after = f"#maths({literal(tex)}, {options}, ", f", {literal(number)});"
        if code != words:
            place = Formula(tex, code, len(self.body), before + words + after, str(self.path), self.line_of(node) or 1)
            self.source.formulas.append(place)
        self.put(before + code + after)
        raise nodes.SkipNode

    visit_math_block = visit_math

    def typst_maths(self, tex: str) -> str:
        """TeX as a Typst formula when tylax is installed, otherwise the TeX itself as it was written."""
        try:
            from tylax import latex_to_typst
        except ImportError:
            return f"raw({literal(tex)})"
        code = latex_to_typst(tex).strip()
        return f"raw({literal(tex)})" if "LaTeX Error" in code else f'eval({literal(code)}, mode: "math")'

    def visit_inline(self, node: nodes.inline) -> None:
        classes = [literal(c) for c in node["classes"] if c not in ("std", "std-ref", "std-doc", "doc", "xref")]
        self.open(f"#styled-inline({array(classes)})[" if classes else "#[", "]")

    depart_inline = close

    def visit_abbreviation(self, node: nodes.abbreviation) -> None:
        # What Sphinx explains in a signature, such as a star, is for the mouse.
        in_signature = any(isinstance(around, addnodes.desc_signature) for around in around_of(node))
        meaning = None if in_signature else node.get("explanation")
        self.open("#[", f"#{literal(f' ({meaning})')};]" if meaning else "]")

    depart_abbreviation = close

    def visit_line_block(self, node: nodes.line_block) -> None:
        self.open(f"#line-block({str(isinstance(node.parent, nodes.line_block)).lower()})[", "]\n")

    depart_line_block = close

    def visit_line(self, node: nodes.line) -> None:
        last = node is node.parent.children[-1]
        self.put(self.anchors(node["ids"]))
        self.closers.append("" if last else "#linebreak()")

    depart_line = close

    # -- structure ---------------------------------------------------------

    def visit_document(self, node: nodes.document) -> None:
        pass

    depart_document = visit_document

    def visit_section(self, node: nodes.section) -> None:
        config = self.config
        if {*node["ids"]} & {*(config.typst_handout_skips if self.book.kind == "handout" else config.typst_book_skips)}:
            self.skip(node)
            raise nodes.SkipNode
        self.level += 1
        looks = [config.typst_looks[name] for name in node["ids"] if name in config.typst_looks]
        self.open(f"#part({array([literal(name) for name in [*looks, *node['ids'], *node['classes']]])})[\n", "]\n\n")
        if not any(isinstance(child, nodes.title) for child in node.children):
            self.put(self.anchors(node["ids"]))

    def skip(self, node: nodes.Element) -> None:
        """Note what is left out, so that a link to it leads to the web."""
        self.book.skipped |= {self.key(anchor) for part in node.findall(nodes.Element) for anchor in part["ids"]}

    def depart_section(self, node: nodes.section) -> None:
        self.level -= 1
        self.close(node)

    def visit_title(self, node: nodes.title) -> None:
        parent = node.parent
        if not isinstance(parent, nodes.section):
            self.open("#box-title[", "]\n")
            return
        ids = parent["ids"] + node["ids"]
        # PDF/UA-1 allows no gap between levels, and a page may start with one.
        self.book.level = level = max(1, min(self.level, self.book.level + 1))
        number = self.section_number(parent)
        self.put(self.anchors(ids[1:]))
        key = self.define(ids[0]) if ids else None
        if level == 1 and key:
            self.book.chapters.append((self.docname, key))
        shown = f"{literal(head(node))}, {literal(key) if key else 'none'}"
        self.open(f"#title-of({level}, {number}, {shown})[", "]\n\n")

    depart_title = close

    def section_number(self, section: nodes.section) -> str:
        numbers = self.builder.env.toc_secnumbers.get(self.docname, {})
        number = next((numbers[f"#{i}"] for i in section["ids"] if f"#{i}" in numbers), None)
        if number is None and isinstance(section.parent, nodes.document):
            number = numbers.get("")
        return f"(..n) => {literal('.'.join(map(str, number)))}" if number else "none"

    def visit_rubric(self, node: nodes.rubric) -> None:
        self.open("#rubric[", "]\n")

    depart_rubric = close

    def visit_target(self, node: nodes.target) -> None:
        pass

    depart_target = visit_target

    def visit_transition(self, node: nodes.transition) -> None:
        # MyST puts one before the footnotes, which stand at the foot of their pages here.
        following = node.next_node(descend=False, siblings=True)
        if following is not None and not isinstance(following, nodes.footnote):
            self.put("#transition\n")
        raise nodes.SkipNode

    # -- references --------------------------------------------------------

    def visit_reference(self, node: nodes.reference) -> None:
        uri = node.get("refuri", "")
        if uri.startswith("%") or "refid" in node:
            key = uri[1:] if uri.startswith("%") else self.key(node["refid"])
            self.book.links.append((len(self.body), key, node))
            self.open("", "]")
        elif uri:
            shown = re.sub(r"^(https?://(dx\.)?(doi\.org/)?|mailto:|tel:)", "", uri).rstrip("/")
            text = "".join(node.astext().split()) if uri.startswith("tel:") else node.astext()
            told = shown in text or self.in_references  # a PubMed number says enough there
            self.open(f"#weblink({literal(uri)}, {literal(soft(shown, LINE))}, {str(told).lower()})[", "]")
        else:
            self.open("#[", "]")
        if not isinstance(node.parent, (nodes.TextElement, nodes.figure)):
            self.closers[-1] += "\n\n"  # a picture that leads somewhere, and stands alone

    depart_reference = close

    def visit_download_reference(self, node: nodes.Element) -> None:
        self.visit_reference(node) if node.get("refuri") else self.open("#[", "]")

    depart_download_reference = close

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        note = self.notes.get(node.get("refid", ""))
        self.trim()
        if note is None:
            self.put(f"#super[#{literal(node.astext())};]")
            raise nodes.SkipNode
        name = literal(f"{self.docname}#footnote {note['ids'][0]}")
        if note["ids"][0] in self.written_notes:
            self.put(f"#footnote(label({name}));")
        else:
            self.written_notes.add(note["ids"][0])
            self.put("#footnote[" + self.anchors(note["ids"]))
            self.children(note)
            self.put(f"]#label({name});")
        raise nodes.SkipNode

    def visit_citation(self, node: nodes.citation) -> None:
        keys = [literal(key) for anchor in node["ids"] if (key := self.define(anchor))]
        name = next((f"#strong[#{literal(f'[{child.astext()}]')};] " for child in node.findall(nodes.label)), "")
        self.open(f"#bibentry({array(keys)})[{name}", "]\n")

    depart_citation = close

    # -- lists -------------------------------------------------------------

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        self.in_references = "references" in node["classes"]
        # A list that a container holds is what the container is made of, as a status line is of its facts.
        around = node.parent["classes"] if isinstance(node.parent, nodes.container) else []
        classes = array([literal(name) for name in [*node["classes"], *around] if name != "simple"])
        if self.in_references:
            self.open("#references(", ")\n")
        elif classes != "()":
            self.open(f"#styled-list({classes}, ", ")\n")
        else:
            self.open(f"#list(tight: {self.tight(node)}, ", ")\n")

    def depart_bullet_list(self, node: nodes.bullet_list) -> None:
        self.in_references = False
        self.close(node)

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        form = node.get("prefix", "") + NUMBERINGS.get(node.get("enumtype", ""), "1") + (node.get("suffix") or ".")
        self.open(
            f"#enum(start: {node.get('start', 1)}, numbering: {literal(form)}, tight: {self.tight(node)}, ", ")\n"
        )

    depart_enumerated_list = close

    def tight(self, node: nodes.Element) -> str:
        """Whether the items stand close: Docutils keeps no trace of blank lines, so short single paragraphs do."""
        return str(
            all(
                sum(not isinstance(part, (nodes.bullet_list, nodes.enumerated_list)) for part in item.children) <= 1
                and len(item.astext()) < 200
                for item in node.children
            )
        ).lower()

    def visit_list_item(self, node: nodes.list_item) -> None:
        self.put("[" + self.anchors(node["ids"]))

    def depart_list_item(self, node: nodes.list_item) -> None:
        self.trim()
        self.put("], ")

    def visit_definition_list(self, node: nodes.Element) -> None:
        self.open("#deflist(", ")\n")

    depart_definition_list = close

    def visit_definition_list_item(self, node: nodes.Element) -> None:
        self.put("([" + self.anchors(node["ids"]))

    def depart_definition_list_item(self, node: nodes.Element) -> None:
        has_body = any(isinstance(c, (nodes.definition, nodes.field_body, nodes.description)) for c in node.children)
        self.put("]), " if has_body else "], []), ")

    def visit_term(self, node: nodes.Element) -> None:
        if node.parent.index(node) and not isinstance(node.parent[node.parent.index(node) - 1], nodes.classifier):
            self.put('#"; ";')
        self.put(self.anchors(node["ids"]))

    def depart_term(self, node: nodes.Element) -> None:
        pass

    def visit_classifier(self, node: nodes.classifier) -> None:
        self.open('#" : ";#emph[', "]")

    depart_classifier = close

    def visit_definition(self, node: nodes.Element) -> None:
        before = node.parent[node.parent.index(node) - 1]
        self.put(("\n\n" if type(before) is type(node) else "], [") + self.anchors(node["ids"]))

    def depart_definition(self, node: nodes.Element) -> None:
        self.trim()

    visit_field_list = visit_option_list = visit_definition_list
    depart_field_list = depart_option_list = depart_definition_list
    visit_field = visit_option_list_item = visit_definition_list_item
    depart_field = depart_option_list_item = depart_definition_list_item
    visit_field_name = visit_term
    depart_field_name = depart_term
    visit_field_body = visit_description = visit_definition
    depart_field_body = depart_description = depart_definition

    def visit_option_argument(self, node: nodes.option_argument) -> None:
        self.put(f"#{literal(node.get('delimiter', ' '))};")

    def depart_option_argument(self, node: nodes.option_argument) -> None:
        pass

    def visit_option(self, node: nodes.option) -> None:
        self.put('#", ";' if node.parent.index(node) else "")

    depart_option = depart_option_argument

    # -- boxes -------------------------------------------------------------

    def visit_admonition(self, node: nodes.Element, kind: str = "") -> None:
        kind = kind or next((c for c in node["classes"] if c in admonitionlabels), "admonition")
        self.open(f"#admonition({literal(kind)})[", "]\n")
        if not isinstance(node, nodes.admonition):
            self.put(f"#box-title[#{literal(str(admonitionlabels[kind]))};]")

    depart_admonition = close

    def visit_todo_node(self, node: nodes.Element) -> None:
        if not getattr(self.config, "todo_include_todos", False):
            raise nodes.SkipNode
        self.open('#admonition("admonition")[', "]\n")
        if not any(isinstance(child, nodes.title) for child in node.children):
            self.put(f"#box-title[#{literal(sphinx_words('Todo'))};]")

    depart_todo_node = close

    def visit_topic(self, node: nodes.Element) -> None:
        if "contents" in node["classes"]:
            raise nodes.SkipNode  # the book has its own
        self.open('#admonition("topic")[', "]\n")

    visit_sidebar = visit_topic
    depart_topic = depart_sidebar = close

    def visit_container(self, node: nodes.container) -> None:
        """Each child is an argument of its own, so that the template can set them beside one another."""
        self.put(f"#container({array([literal(c) for c in node['classes']])}")
        for child in node.children:
            self.put(", [")
            child.walkabout(self)
            self.trim()
            self.put("]")
        self.put(")\n")
        raise nodes.SkipNode

    def visit_versionmodified(self, node: addnodes.versionmodified) -> None:
        self.open("#version-note[", "]\n")

    depart_versionmodified = close

    # -- figures and tables ------------------------------------------------

    def visit_image(self, node: nodes.image) -> None:
        name = self.builder.images.get(node["uri"])
        alt = node.get("alt", "")
        if name is None:
            # A picture on another site would need the network, and would differ from day to day.
            self.put(f"#{literal(alt or node['uri'])};")
            raise nodes.SkipNode
        decoration = not alt and "drawing" in node  # one that we made, beside words that say all it shows
        if not alt and not decoration:
            self.book.failed = True
            logger.error(
                "image %s has no alternative text: say what it shows, as in ![27 of 100 people](...)", node["uri"],
                location=self.where(node), type="typst", subtype="alt",
            )  # fmt: skip
        words = f"#{literal(alt or node['uri'])};"
        if name.lower().endswith(".pdf"):
            logger.warning(
                "the PDF has the words of %s in its place, since it is a PDF, which an accessible one cannot hold: "
                "save it as SVG or PNG", node["uri"], location=self.where(node), type="typst", subtype="image",
            )  # fmt: skip
            self.put(words)
            raise nodes.SkipNode
        place = Picture(
            node["uri"], len(self.body), "" if decoration else words, str(self.path), self.line_of(node) or 1
        )
        self.source.pictures.setdefault(name, []).append(place)
        if decoration:
            self.put(f"#decoration({literal(f'images/{name}')});")
            raise nodes.SkipNode
        arguments = [literal(f"images/{name}"), f"alt: {literal(alt or node['uri'])}"]
        for side in ("width", "height"):
            if (size := length(str(node.get(side, "")))) is not None:
                arguments.append(f"{side}: {size}")
        if "scale" in node:
            arguments.append(f"share: {node['scale']}%")
        inline = isinstance(node.parent, nodes.TextElement)
        side = node.get("align") or (node.parent.get("align") if isinstance(node.parent, nodes.figure) else "")
        drawn = f"picture({', '.join(arguments)}, inline: {str(inline).lower()})"
        self.put(f"#sided({side}, {drawn});" if side in ("center", "right") and not inline else f"#{drawn};")
        raise nodes.SkipNode

    def open_figure(self, node: nodes.Element, kind: str, caption: nodes.Element | None) -> None:
        number = self.find_number(node, kind)
        if node["classes"]:
            self.open(f"#container({array([literal(c) for c in node['classes']])})[", "]\n")
        else:
            self.open("", "")
        self.put(self.anchors(node["ids"][1:]))
        self.put(f"#figure(kind: {'table' if kind == 'table' else 'image'}, numbering: none")
        legend = next((child for child in node.children if isinstance(child, nodes.legend)), None)
        if caption is not None or legend is not None:
            self.put(", caption: [" + self.number(kind, number))
            if caption is not None:
                self.children(caption)
            if legend is not None:
                self.put("#legend[")
                self.children(legend)
                self.put("]")
            self.put("]")
        self.open(")[", f"]{self.label(node['ids'])}\n\n")

    def number(self, kind: str, number: tuple[int, ...] | None) -> str:
        """What ``numfig`` calls a picture, table or listing, in the words that ``{numref}`` has for it."""
        if not number:
            return ""
        shown = self.config.numfig_format[kind] % ".".join(map(str, number))
        return f"#strong[#{literal(shown)};] "

    def find_number(self, node: nodes.Element, kind: str) -> tuple[int, ...] | None:
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        return next((numbers[i] for i in node["ids"] if i in numbers), None)

    def close_figure(self, node: nodes.Element) -> None:
        self.close(node)
        self.close(node)

    def visit_figure(self, node: nodes.figure) -> None:
        caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
        self.open_figure(node, "figure", caption)

    depart_figure = close_figure

    def visit_caption(self, node: nodes.caption) -> None:
        if isinstance(node.parent, nodes.figure):
            raise nodes.SkipNode  # written with its figure
        self.open(f"#rubric[{self.number('code-block', self.find_number(node.parent, 'code-block'))}", "]\n")

    depart_caption = close

    def visit_legend(self, node: nodes.legend) -> None:
        raise nodes.SkipNode  # written under the caption of its figure

    def visit_table(self, node: nodes.table) -> None:
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        if title is not None:
            node.remove(title)
            self.open_figure(node, "table", title)
        elif node["classes"]:
            self.open(f"#container({array([literal(c) for c in node['classes']])})[{self.anchors(node['ids'])}", "]\n")
            self.closers.append("")
        else:
            self.open(self.anchors(node["ids"]), "")
            self.closers.append("")
        wide = len(list(node.findall(nodes.colspec))) > 3 and isinstance(node.parent, nodes.section)
        widths, rooms = self.columns(node, WIDE_LINE if wide and self.book.kind == "book" else self.rooms[-1])
        self.put("#wide[" if wide else "")
        if min(rooms) < NARROWEST:
            logger.warning(
                "this table has %s columns and the paper has no room for them: make two tables of it, or turn rows and columns",
                len(rooms), location=self.where(min(node.findall(), key=lambda part: part.line or 10**9)),
                type="typst", subtype="width",
            )  # fmt: skip
        self.tables.append(rooms)
        crowded = ", inset: (x: 1.5pt, y: 3pt)" if len(rooms) > CROWDED else ""
        self.put(f"#table(columns: {array(widths)}{crowded}, ")
        self.closers.append(")]\n\n" if wide else ")\n\n")

    def depart_table(self, node: nodes.table) -> None:
        self.tables.pop()
        self.close(node)
        self.close_figure(node)

    def columns(self, table: nodes.table, line: int) -> tuple[list[str], list[int]]:
        """Widths, those the author gave, otherwise a share for each column that grows with its text; and letters in each."""
        group = next((child for child in table.children if isinstance(child, nodes.tgroup)), nodes.tgroup())
        given = [child.get("colwidth", 1) for child in group.children if isinstance(child, nodes.colspec)]
        if not given:
            return self.share([1], line)
        longest, word = [1] * len(given), [1] * len(given)
        for row in (row for part in group.children for row in part.children if isinstance(row, nodes.row)):
            column = 0
            for entry in row.children:
                span = entry.get("morecols", 0) + 1
                if column < len(given) and span == 1:
                    text = entry.astext()
                    longest[column] = max(longest[column], len(text))
                    word[column] = max(word[column], *map(len, re.split(r"[\s/-]+", text)))
                column += span
        least_of_words = [min(least, LONGEST_WORD) + 2 for least in word]
        if "colwidths-given" in table["classes"]:
            # As the author wants it, but for short words that would be cut.
            short = [min(least, LONGEST_WORD // 2) + 4 for least in word]
            return self.share([max(width, 1) for width in given], line, short)
        if sum(longest) <= line * 0.78 - 2 * len(given):
            return ["auto"] * len(given), [size + NARROWEST for size in longest]
        # The square root: four times the text gets twice the width, and the rest as height. No word is cut that fits.
        share = line / sum(size**0.5 for size in longest)
        widths = [max(size**0.5 * share, least) for size, least in zip(longest, least_of_words, strict=True)]
        return self.share(widths, line, least_of_words)

    def share(self, widths: list[float], line: int, words: list[int] | None = None) -> tuple[list[str], list[int]]:
        """These widths for Typst, none too narrow for a few letters, and the letters in a line of each column."""
        gap = 1 if len(widths) > CROWDED else 2
        least = [NARROWEST + gap] * len(widths)
        if words and sum(words) <= line:
            least = [max(few, word) for few, word in zip(least, words, strict=True)]
        letters = [max(few, line * width / sum(widths)) for few, width in zip(least, widths, strict=True)]
        spare, over = sum(letters) - sum(least), sum(letters) - line
        if spare > 0:
            # What the narrowest are given is taken from the others.
            cut = max(0, min(1, over / spare))
            letters = [width - cut * (width - few) for few, width in zip(least, letters, strict=True)]
        return [f"{width:.1f}fr" for width in letters], [int(line * width / sum(letters)) - gap for width in letters]

    def visit_thead(self, node: nodes.thead) -> None:
        self.open("table.header(", "), ")

    depart_thead = close

    def in_head(self, entry: nodes.entry) -> bool:
        return isinstance(entry.parent.parent, nodes.thead)

    def visit_row(self, node: nodes.row) -> None:
        rooms, column, lines = self.tables[-1], 0, 0
        free = False
        for entry in node.children:
            entry["column"] = column
            span = entry.get("morecols", 0) + 1
            lines = max(lines, self.lines(entry, sum(rooms[column : column + span])))
            free = free or bool(entry.get("morerows")) or self.is_large(entry)
            column += span
        self.unsplit = lines <= LONGEST_UNSPLIT_ROW and not free and not self.is_spanned(node)
        # The head of a group of rows stays with them, and stands again where they go on.
        is_group = "comparison" in node["classes"]
        self.open("table.header(level: 2, " if is_group else "", "), " if is_group else "")

    def lines(self, entry: nodes.Element, room: int) -> int:
        """How many lines a cell takes, about: each block of it begins a new one."""
        blocks = [node for node in entry.findall(nodes.TextElement) if not isinstance(node, nodes.Inline)]
        return sum(1 + len(block.astext()) // max(1, room) + block.astext().count("\n") for block in blocks)

    def is_large(self, entry: nodes.Element) -> bool:
        return any(True for kind in (nodes.image, nodes.table, nodes.Admonition) for _ in entry.findall(kind))

    def is_spanned(self, row: nodes.row) -> bool:
        """Whether a cell of a row above reaches down to this one: rows that one cell joins must be free to part."""
        above = row.parent.children[: row.parent.index(row)]
        return any(entry.get("morerows", 0) >= len(above) - at for at, line in enumerate(above) for entry in line)

    depart_row = close

    def visit_entry(self, node: nodes.entry) -> None:
        arguments = [f"breakable: {str(not self.unsplit).lower()}"]
        if node.get("morecols"):
            arguments.append(f"colspan: {node['morecols'] + 1}")
        if node.get("morerows"):
            arguments.append(f"rowspan: {node['morerows'] + 1}")
        for side in ("right", "center", "left"):
            if f"text-{side}" in node["classes"]:
                arguments.append(f"align: {side}")
        rooms, column = self.tables[-1], node["column"]
        self.rooms.append(max(1, sum(rooms[column : column + node.get("morecols", 0) + 1])))
        self.put(f"table.cell({', '.join(arguments)})[{self.anchors(node['ids'])}")
        if not self.in_head(node):
            self.put(self.first_row(node))
            self.open("", "")
        elif any(True for kind in LEADING for _ in node.findall(kind)):
            # It stands again on each sheet of a long table, where it may lead nowhere and have no note.
            mark = literal(self.mark(node.parent.parent.parent))
            self.open(f"#repeated-cell({mark}, {literal(head(node))})[", "]")
        else:
            self.open("#head-cell[", "]")

    def mark(self, group: nodes.Node) -> str:
        """A name for the first row of this table."""
        return f"{self.docname}#first row {self.marks.setdefault(id(group), len(self.marks))}"

    def first_row(self, entry: nodes.entry) -> str:
        """An anchor in the first row, where the head has something that only its first copy may hold."""
        row, body = entry.parent, entry.parent.parent
        group = body.parent
        head = next((part for part in group.children if isinstance(part, nodes.thead)), None)
        if head is None or body[0] is not row or row[0] is not entry:
            return ""
        leading = any(True for kind in LEADING for _ in head.findall(kind))
        return f"#anchor({literal(self.mark(group))});" if leading else ""

    def depart_entry(self, node: nodes.entry) -> None:
        self.rooms.pop()
        self.trim()
        self.close(node)
        self.put("], ")

    # -- API documentation: readable, no more --------------------------------

    def visit_desc_signature(self, node: addnodes.desc_signature) -> None:
        self.open("#signature[", "]\n")

    depart_desc_signature = close

    def visit_desc_parameterlist(self, node: addnodes.desc_parameterlist) -> None:
        self.open('#"(";', '#")";')

    depart_desc_parameterlist = close

    def visit_desc_type_parameter_list(self, node: addnodes.desc_type_parameter_list) -> None:
        self.open('#"[";', '#"]";')

    depart_desc_type_parameter_list = close

    def visit_desc_optional(self, node: addnodes.desc_optional) -> None:
        self.open('#"[, ";' if node.parent.index(node) else '#"[";', '#"]";')

    depart_desc_optional = close

    def visit_desc_signature_line(self, node: addnodes.desc_signature_line) -> None:
        self.put("#linebreak();" if node.parent.index(node) else "")

    def depart_desc_signature_line(self, node: addnodes.desc_signature_line) -> None:
        pass

    def visit_desc_parameter(self, node: addnodes.desc_parameter) -> None:
        self.put('#", ";' if node.parent.index(node) else "")

    def depart_desc_parameter(self, node: addnodes.desc_parameter) -> None:
        pass

    visit_desc_type_parameter = visit_desc_parameter
    depart_desc_type_parameter = depart_desc_parameter

    def visit_desc_returns(self, node: addnodes.desc_returns) -> None:
        self.put('#" → ";')

    depart_desc_returns = depart_desc_parameter

    def visit_desc_content(self, node: addnodes.desc_content) -> None:
        self.open("#indented(1.5em)[", "]\n")

    depart_desc_content = close

    # -- other formats' own code ---------------------------------------------

    def visit_raw(self, node: nodes.raw) -> None:
        formats = node.get("format", "").split()
        if "typst" in formats:
            self.put(node.astext() + "\n")
        elif node.astext().strip().startswith("<br"):
            self.put("#linebreak()")
        elif "task-list-item-checkbox" in node.astext():
            self.put(f"#{literal('☑ ' if 'checked=' in node.astext() else '☐ ')};")
        elif not {"html", "latex", "epub"} & set(formats):
            # A word to whoever asks, which does not fail a strict build.
            logger.info("%s: raw %s is left out of the PDF", self.docname, node.get("format"), location=node)
        raise nodes.SkipNode


def _wrapped(before: str, after: str) -> Callable[[TypstTranslator, nodes.Node], None]:
    def visit(self: TypstTranslator, node: nodes.Node) -> None:
        self.open(before, after)

    return visit


WRAPPED = {
    "emphasis literal_emphasis title_reference": ("#emph[", "]"),
    "strong literal_strong": ("#strong[", "]"),
    "subscript": ("#sub[", "]"),
    "superscript": ("#super[", "]"),
    "block_quote": ("#quote(block: true)[", "]\n"),
    "subtitle": ("#legend[", "]\n"),
    "attribution": ("#attribution[", "]\n"),
    "centered": ("#align(center)[", "]\n"),
    "option_string literal_strong_option": ('#styled-inline(("option",))[', "]"),
    "sd_badge": ('#styled-inline(("badge",))[', "]"),
    "sd_tab_label dropdown_title PassthroughTextElement": ("#rubric[", "]\n"),
    "problematic": ("#[", "]"),
}
"""Nodes that are their content with something before and after it."""

PLAIN = """
acks compact_paragraph compound desc desc_annotation desc_inline desc_type
decoration dropdown_main glossary header hlist hlistcol manpage only option_group description_list pending_xref
production productionlist seealso_content start_of_file tbody tgroup title_ref sd_line_break aside_main
generated desc_sig_element desc_sig_space desc_sig_name desc_sig_operator desc_sig_punctuation
desc_sig_keyword desc_sig_keyword_type desc_sig_literal_number desc_sig_literal_string desc_sig_literal_char
autosummary_table steps_list
""".split()
"""Nodes that only group others, or whose looks do not matter on paper."""

SKIPPED = """
comment colspec fontawesome footnote footer highlightlang index label meta pending sd_icon sd_tab_input
substitution_definition system_message tabular_col_spec toctree autosummary_toc docinfo bibliography
""".split()
"""Nodes that print nothing here."""

for _names, (_before, _after) in WRAPPED.items():
    for _name in _names.split():
        setattr(TypstTranslator, f"visit_{_name}", _wrapped(_before, _after))
        setattr(TypstTranslator, f"depart_{_name}", TypstTranslator.close)
for _name in PLAIN:
    if not hasattr(TypstTranslator, f"visit_{_name}"):
        setattr(TypstTranslator, f"visit_{_name}", TypstTranslator.visit_plain)
        setattr(TypstTranslator, f"depart_{_name}", TypstTranslator.depart_plain)
for _name in SKIPPED:
    setattr(TypstTranslator, f"visit_{_name}", TypstTranslator.visit_skipped)


def _kind(kind: str) -> Callable[[TypstTranslator, nodes.Element], None]:
    return lambda self, node: self.visit_admonition(node, kind)


for _name in admonitionlabels:
    if _name not in ("admonition", "versionadded", "versionchanged", "deprecated", "versionremoved"):
        setattr(TypstTranslator, f"visit_{_name}", _kind(_name))
        setattr(TypstTranslator, f"depart_{_name}", TypstTranslator.close)
