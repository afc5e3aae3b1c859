"""LaTeX in a field of the bibliography as what it means: rich text for pages, plain words, the markup of CSL-JSON.

The one decoder. pylatexenc reads the commands and knows what stands behind a thousand of them; pybtex's own reader knows
accents alone and leaves ``\\textit``, ``$H_2O$`` and ``\\,`` as they are. What it cannot show is told by ``faults``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from pybtex.backends import BaseBackend
from pybtex.richtext import HRef, Tag, Text
from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexNode,
    LatexWalker,
    LatexWalkerError,
)
from pylatexenc.latexwalker import get_default_latex_context_db as get_default_syntax
from pylatexenc.macrospec import std_macro

TAGS = {
    "em": "emph mkbibemph mkbibitalic textit textsl it em sl itshape slshape mathit underline uline".split(),
    "strong": "textbf mkbibbold bf bfseries mathbf boldsymbol bm".split(),
    "sc": "textsc sc scshape".split(),
    "sup": ["textsuperscript", "textsup", "sp"],
    "sub": ["textsubscript", "textsub", "sb"],
    "tt": "texttt tt ttfamily mathtt".split(),
}
"""How a page sets it -> the commands that ask for it; those in ``_SWITCHES`` do so until their group ends."""

_TAG_OF = {command: tag for tag, commands in TAGS.items() for command in commands}
_SWITCHES = frozenset("it em sl itshape slshape bf bfseries sc scshape tt ttfamily".split())
_AS_IT_IS = frozenset(
    """text textrm textup textmd textsf textnormal mbox hbox mathrm mathsf mathnormal operatorname ensuremath protect relax
    rm rmfamily upshape mdseries normalfont sffamily left right nobreak allowbreak displaystyle textstyle
    enquote mkbibquote foreignlanguage textcolor""".split()
)
_SPACES = {",": "\u202f", "thinspace": "\u202f", " ": " ", "\n": " ", ":": " ", ";": " ", ">": " ", "space": " "}
_SPACES |= {"quad": " ", "qquad": " ", "enspace": " ", "\\": " ", "newline": " ", "linebreak": " ", "par": " "}
_SPACES |= dict.fromkeys(("!", "-", "/", "@", "noindent"), "") | {"nobreakspace": "\xa0", "nobreakdash": ""}
_SYMBOLS = {
    "%": "%",
    "textmu": "µ",
    "textdegree": "°",
    "degree": "°",
    "textasciitilde": "~",
    "textminus": "−",
    "micro": "µ",
}
_SYMBOLS |= {"slash": "/", "textnumero": "№", "textperthousand": "‰", "textquotesingle": "'"}
_SYMBOLS |= {"hyp": "-", "textless": "<", "textgreater": ">", "less": "<", "greater": ">", "lbrack": "[", "rbrack": "]"}
_SYMBOLS |= {"TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "copyright": "©", "S": "§", "P": "¶", "pounds": "£"}
_SYMBOLS |= {"euro": "€", "EUR": "€"}
_MARKS = {"``": "“", "''": "”", "---": "—", "--": "–", "~": "\xa0", "?`": "¿", "!`": "¡"}
_ACCENTS = dict(
    zip(
        "'`\"^~=.cHkbdruvt",
        map(
            chr,
            (
                0x301,
                0x300,
                0x308,
                0x302,
                0x303,
                0x304,
                0x307,
                0x327,
                0x30B,
                0x328,
                0x331,
                0x323,
                0x30A,
                0x306,
                0x30C,
                0x361,
            ),
        ),
        strict=True,
    )
)
_ACCENTS |= {
    "acute": "\u0301",
    "grave": "\u0300",
    "ddot": "\u0308",
    "hat": "\u0302",
    "tilde": "\u0303",
    "bar": "\u0304",
}
_ACCENTS |= {"dot": "\u0307", "check": "\u030c", "breve": "\u0306", "vec": "\u20d7", "overline": "\u0304"}
_SUPERSCRIPT = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_SUBSCRIPT = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))

_LATEX = re.compile(r"[\\$~`]|''|--")
_PLAIN_MARKS = re.compile(r"\\[%&#_]|--|~")
_BARE = re.compile(r"(?<!\\)%")
_DOLLARS = re.compile(r"(?<!\\)\$(\$?)(?=\S)((?:[^$\\]|\\.)+?)(?<=\S)\$\1", re.DOTALL)
_LONE_DOLLAR = re.compile(r"(?<!\\)\$")
_SINGLE_QUOTED = re.compile(r"(?<!`)`([^`']+)'(?!['\w])")
_IN_ADDRESS = re.compile(r"\\(?:[A-Za-z]+(?:\s*\{\}|\s+(?=\S))?|~\{\}|.)|\$[^$]*\$")
_WRAPPED = re.compile(r"^\\(?:url|path|nolinkurl|href)\s*\{((?:[^{}]|\{[^{}]*\})*)\}(?:\{.*\})?$", re.DOTALL)

WRITE = (
    r"write the character itself, or what pages can show: \textit{}, \textbf{}, \textsc{}, H$_2$O, $10^{-3}$, \url{}"
)


@cache
def rich(value: str) -> Text:
    """A value with its italics, bold, small letters above and below the line, small capitals and links."""
    return _read(value)[0]


@cache
def plain(value: str) -> str:
    """A value as plain words: ``{\\'e}`` and ``é`` both give ``é``, ``H$_2$O`` gives H₂O; a bare % is a per cent sign."""
    if not _LATEX.search(value):
        return value.replace("{", "").replace("}", "")  # decoding is slow, and braces are mostly all there is
    return words(rich(value))


def words(text: Text) -> str:
    """Rich text as plain words."""
    return text.render(_Words())


def markup(value: str) -> str:
    """A value in the few tags that CSL-JSON allows in a text: https://docs.citationstyles.org."""
    return rich(value).render(_Csl()) if _LATEX.search(value) else plain(value)


def faults(value: str) -> list[str]:
    """What in a value cannot be shown, each with what to write instead."""
    # An escaped mark, a dash and a fixed space have no fault, and most fields with LaTeX have no more than these.
    return list(dict.fromkeys(_read(value)[1])) if _LATEX.search(_PLAIN_MARKS.sub("", value)) else []


def capital(value: str) -> str:
    """A value that begins a sentence."""
    return value[:1].upper() + value[1:]


def address(value: str) -> str:
    """A DOI or URL as the web has it: without ``\\url{}``, braces, and the backslashes that reference managers add."""
    value = value.strip()
    if not re.search(r"[\\{}$]", value):
        return value
    if wrapped := _WRAPPED.match(value.removeprefix("{").removesuffix("}") if value.startswith("{\\") else value):
        value = wrapped[1]

    def meant(command: re.Match[str]) -> str:
        known = {"\\~": "~", "\\~{}": "~", "$\\sim$": "~", "\\^": "^", "\\sim": "~"}
        name = re.sub(r"\{\}$", "", command[0]).strip()
        return known.get(command[0]) or known.get(name) or (name[1:] if len(name) == 2 else plain(name))

    return _IN_ADDRESS.sub(meant, value).replace("{", "").replace("}", "").strip()


class _Words(BaseBackend):
    """Plain text keeps small numbers apart from others: 10⁻³ is not 10-3."""

    RenderType = str

    def format_tag(self, tag_name: str, text: str) -> str:
        letters = {"sup": _SUPERSCRIPT, "sub": _SUBSCRIPT}.get(tag_name, {})
        if all(letter in letters for letter in text):
            return "".join(letters[letter] for letter in text)
        if not letters or text.isalpha():
            return text
        return f"{'^' if tag_name == 'sup' else '_'}({text})"

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        return text

    def render_sequence(self, rendered_list: list[str]) -> str:
        return "".join(rendered_list)


class _Csl(_Words):
    """The tags of CSL-JSON."""

    def format_tag(self, tag_name: str, text: str) -> str:
        name = {"em": "i", "strong": "b", "sup": "sup", "sub": "sub"}.get(tag_name)
        if tag_name == "sc":
            return f'<span style="font-variant:small-caps;">{text}</span>'
        return f"<{name}>{text}</{name}>" if name else text


# -- reading ----------------------------------------------------------------------------------------------------------


@cache
def _syntax():
    """What pylatexenc knows, and that the commands we set in a special way take one argument."""
    syntax = get_default_syntax()
    ours = [std_macro(name, False, 1) for name in (*_TAG_OF, *_AS_IT_IS) if name not in _SWITCHES | _NO_ARGUMENT]
    links = [std_macro("url", False, 1), std_macro("path", False, 1), std_macro("href", False, 2)]
    more = [
        std_macro("foreignlanguage", False, 2),
        std_macro("textcolor", False, 2),
        std_macro("noopsort", False, 1),
        std_macro("verb", False, 0),
    ]
    syntax.add_context_category("ours", macros=[*ours, *links, *more], prepend=True)
    return syntax


_NO_ARGUMENT = frozenset(
    """protect relax rm rmfamily upshape mdseries normalfont sffamily left right nobreak allowbreak displaystyle
    textstyle""".split()
)


@cache
def _symbols():
    """What stands behind each command that is one character, as pylatexenc has it."""
    return get_default_latex_context_db()


@cache
def _read(value: str) -> tuple[Text, tuple[str, ...]]:
    if not _LATEX.search(value):
        return Text(plain(value)), ()
    reader = _Reader()
    escaped, alone = _dollars(_BARE.sub(r"\\%", value))
    try:
        tree, _, _ = LatexWalker(escaped, latex_context=_syntax(), tolerant_parsing=True).get_latex_nodes()
        text = Text(*reader.many(tree))
    except (LatexWalkerError, RecursionError):
        return Text(value), (f"this LaTeX cannot be read: {WRITE}",)
    if alone:
        reader.faults.append(r"a dollar sign alone begins a formula: write \$")
    return text, tuple(reader.faults)


def _dollars(value: str) -> tuple[str, bool]:
    """Two dollar signs around a formula stay, as pandoc tells them; in "from $5 to $10" they are money."""
    parts, at, alone = [], 0, False
    while match := _DOLLARS.search(value, at):
        money = value[match.end() : match.end() + 1].isdigit() and not re.search(r"[\\_^<>=]", match[2])
        end = match.start() + 1 if money else match.end()
        parts.append(_LONE_DOLLAR.sub(r"\\$", value[at : match.start()]) + (r"\$" if money else match[0]))
        alone, at = alone or money or bool(_LONE_DOLLAR.search(value[at : match.start()])), end
    rest = value[at:]
    return "".join(parts) + _LONE_DOLLAR.sub(r"\\$", rest), alone or bool(_LONE_DOLLAR.search(rest))


class _Reader:
    """Walks a tree of pylatexenc and notes what has no form on a page."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def many(self, tree: list[LatexNode], maths: bool = False) -> list:
        """The parts of rich text that these nodes are."""
        parts: list = []
        rest = [node for node in tree if node is not None]
        while rest:
            node = rest.pop(0)
            if isinstance(node, LatexMacroNode) and node.macroname in _SWITCHES:
                return [*parts, Tag(_TAG_OF[node.macroname], *self.many(rest, maths))]
            if isinstance(node, LatexCharsNode):
                parts += self.letters(node.chars, rest, maths)
            else:
                parts += self.one(node, maths)
        return parts

    def letters(self, text: str, rest: list[LatexNode], maths: bool) -> list:
        """Letters; in a formula ``^`` and ``_`` raise and lower what follows, and a hyphen is a minus."""
        if not maths:
            return [_SINGLE_QUOTED.sub("‘\\1’", text)]
        parts: list = []
        while mark := re.search(r"[\^_]\s*", text):
            parts.append(_formula(text[: mark.start()]))
            text = text[mark.end() :]
            if text:
                script, text = [_formula(text[0])], text[1:]
            elif rest:
                script = self.many([rest.pop(0)], maths=True)
                if rest and isinstance(rest[0], LatexCharsNode):
                    text = rest.pop(0).chars
            else:
                script = []
            degree = str(Text(*script)) in ("∘", "°")
            parts.append("°" if degree else Tag("sup" if mark[0][0] == "^" else "sub", *script))
        return [*parts, _formula(text)]

    def one(self, node: LatexNode, maths: bool) -> list:
        if isinstance(node, LatexGroupNode):
            return self.many(node.nodelist, maths)
        if isinstance(node, LatexMathNode):
            return self.many(node.nodelist, maths=True)
        if isinstance(node, LatexMacroNode):
            return list(self.command(node, maths))
        if special := getattr(node, "specials_chars", ""):
            return [_MARKS.get(special, special)]
        if name := getattr(node, "environmentname", ""):
            self.faults.append(rf"\begin{{{name}}} has no form on a page: {WRITE}")
            return self.many(node.nodelist, maths)
        return [node.latex_verbatim()]

    def command(self, node: LatexMacroNode, maths: bool) -> Iterator:
        name = node.macroname
        arguments = [one for one in (node.nodeargd.argnlist if node.nodeargd else []) if one is not None]
        if name in _TAG_OF and arguments:
            yield Tag(_TAG_OF[name], *self.many(arguments[-1:], maths))
        elif name in ("url", "path", "nolinkurl", "href") and arguments:
            target = address(_inside(arguments[0]))
            label = self.many(arguments[1:]) if name == "href" and arguments[1:] else [target]
            yield HRef(target, *label) if re.match(r"https?://", target) else Text(*label)
        elif name == "frac" and len(arguments) == 2:
            above, below = (self.many([argument], maths) for argument in arguments)
            yield Text(*above, "/", *below)
        elif name == "sqrt" and arguments:
            yield Text("√", *_bracketed(Text(*self.many(arguments[-1:], maths))))
        elif name in ("enquote", "mkbibquote"):
            yield Text("“", *self.many(arguments, maths), "”")
        elif name in _AS_IT_IS:
            formula = name == "ensuremath" or (maths and name.startswith(("math", "operator")))
            yield Text(*self.many(arguments[-1:], formula))
        elif name == "noopsort":
            return  # a hint for sorting, which no reader is meant to see
        elif name in _SPACES:
            yield _SPACES[name]
        elif name in _SYMBOLS:
            yield _SYMBOLS[name]
        elif (symbol := self.symbol(node, arguments)) is not None:
            yield symbol + (node.macro_post_space if maths and not symbol.isalpha() else "")
        else:
            self.faults.append(f"\\{name} has no form on a page: {WRITE}")
            yield from (
                self.many(arguments, maths)
                if arguments
                else []
                if _leads(node)
                else [f"\\{name}{node.macro_post_space}"]
            )

    def symbol(self, node: LatexMacroNode, arguments: list[LatexNode]) -> str | None:
        """The character that a command stands for, an accent over its letter among them."""
        if mark := _ACCENTS.get(node.macroname):
            letters = words(Text(*self.many(arguments)))
            first = {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ȷ": "j"}.get(letters[:1], letters[:1])
            return unicodedata.normalize("NFC", first + mark + letters[1:]) if first.strip() else node.macroname
        meaning = getattr(_symbols().get_macro_spec(node.macroname), "simplify_repl", None)
        known = isinstance(meaning, str) and not arguments and node.macroname != "today"
        return meaning if known and meaning.strip() and not re.search(r"<|%[s(]|\n", meaning) else None


def _leads(node: LatexMacroNode) -> bool:
    """Whether words in braces follow, which are shown without the command."""
    source = node.parsing_state.s
    return source[node.pos + node.len :].lstrip().startswith("{")


def _inside(node: LatexNode) -> str:
    text = node.latex_verbatim()
    return text[1:-1] if text.startswith("{") else text


def _formula(text: str) -> str:
    return text.replace("-", "−").replace("'", "\N{PRIME}")


def _bracketed(text: Text) -> tuple:
    return (text,) if len(str(text)) == 1 else ("(", text, ")")
