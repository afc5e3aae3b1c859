"""The settings of a book, from ``book.toml`` beside conf.py: all that is about its subject, so that the code knows none.

Each setting is a field of ``Book`` with its meaning, which is printed on the contributors' page. `make check`, the commands
and every build read the same file through this module. A setting that is left out, or cannot be used, is as it is here.
"""

# ruff: noqa: RUF009  (setting() makes the field, and a default of its own for each book)

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `make check` must not wait for Sphinx to load
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

FILE = "book.toml"
STRENGTHS = ("does", "probably", "may", "uncertain")
"""How surely an effect can be put into words, from the surest."""


def N_(words: str) -> str:
    """The words as they are, which are told to whoever makes a catalogue (``shared.words`` translates them)."""
    return words


Fault = tuple[int, str]
"""A line of the file, and what is wrong there with what to write instead."""


def setting(default: Any, text: str) -> Any:
    """A field with its default and what it means."""
    return field(default_factory=lambda: deepcopy(default), metadata={"text": text})


@dataclass
class Book:
    name: str = setting("book", "A short name in small letters, which keys and requests to registries begin with.")
    review: str = setting(
        N_("Not yet reviewed by a clinician"),
        "What every page and data file says of its review until somebody has signed.",
    )
    treatment: list[str] = setting(
        [], "The names of what the book is about, which the rules of wording look for beside “the treatment”."
    )
    crisis_words: list[str] = setting(
        ["suicid"], "How words begin for a danger that cannot wait: a page about one tells first where to get help."
    )
    crisis_part: str = setting("_crisis-lines.md", "The file in `faq/` that such a page includes.")
    crisis_number: str = setting(
        "", "A number to call: a block of the page that holds it will do in the place of that file."
    )
    methods_page: str = setting("methods", "The page on how the book is made; each mark of certainty leads to it.")
    methods_section: str = setting("how-sure-we-are", "The id of its section on the levels of certainty.")
    history_page: str = setting("changes", "The page on what changed, which each status line leads to.")
    weighing_pages: list[str] = setting(
        ["comparison", "conclusion"], "The pages outside of `faq/` that put its answers together: they answer, too."
    )
    optional_headings: list[str] = setting(["help"], "The parts, by their names in `headings`, that a page may lack.")
    headings: dict[str, str] = setting(
        {
            "answer": "In short",
            "concern": "The concern",
            "research": "What the research shows",
            "unknown": "What we do not know",
            "help": "When to get help",
            "questions": "Questions to ask",
            "studies": "The studies",
            "references": "References",
        },
        "The parts of a concern page, in their order: a name, by which code and settings know the part, and its heading. "
        "`answer`, `research`, `unknown`, `questions`, `studies` and `references` have rules of their own; add others.",
    )
    least_points: dict[str, int] = setting(
        {"unknown": 2, "questions": 3}, "How many points the list of a part has at least."
    )
    certainty: dict[str, str] = setting(
        {
            "high": N_("High certainty"),
            "moderate": N_("Moderate certainty"),
            "low": N_("Low certainty"),
            "very-low": N_("Very low certainty"),
        },
        "The levels of certainty, the highest first: the word in front matter, and the words on its mark.",
    )
    wording: dict[str, str] = setting(
        {
            "high": N_("reduces"),
            "moderate": N_("probably reduces"),
            "low": N_("may reduce"),
            "very-low": N_("we are very uncertain whether it reduces"),
        },
        "How an effect is worded at each level.",
    )
    strength: dict[str, str] = setting(
        dict(zip(("high", "moderate", "low", "very-low"), STRENGTHS, strict=True)),
        "How surely a page may put an effect at each level: `does`, `probably`, `may` or `uncertain`.",
    )
    groups: dict[str, str] = setting(
        {
            "before": N_("Before you decide"),
            "during": N_("During treatment"),
            "after": N_("Afterwards"),
            "special": N_("Special situations"),
        },
        "The groups of concerns, in their order: `group` in front matter, and the caption of its table of contents. "
        "It may be empty.",
    )
    colours: dict[str, str] = setting(
        {"ink": "#23302f", "lead": "#1f5f5b", "accent": "#b4541a", "ground": "#f6f2ea", "quiet": "#5d6966"},
        "The colours of the PDF and of what is drawn in it: text, headings and links, warnings and what is counted, boxes, and "
        "what stands back. Those that are left out stay as they are. The web site has its own in `_static/site.css`.",
    )

    def heading(self, name: str) -> str:
        """The heading of that part; empty for one that the book does not have."""
        return self.headings.get(name, "")

    def ids(self, *parts: str) -> list[str]:
        """The ids of the sections of those parts that the book has; a translated heading keeps that of the first language."""
        from docutils.nodes import make_id

        return [make_id(self.headings[part]) for part in parts if part in self.headings]


BOOK = Book()
"""The settings in use: one for the process, whose tables stay the same objects, so that others can keep them."""

NAMES = tuple(each.name for each in fields(Book))
SHOWN = ("review", "certainty", "wording", "groups")
"""The settings that readers see; the headings stand on the pages, and are translated there."""


@dataclass(frozen=True)
class Kind:
    """What a setting can hold: how it is checked, and how it is written."""

    fits: Callable[[Any], bool]
    written: str


def _text(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable()


KINDS = {
    "str": Kind(_text, '{} = "words"'),
    "list[str]": Kind(lambda value: isinstance(value, list) and all(map(_text, value)), '{} = ["one", "another"]'),
    "dict[str, str]": Kind(
        lambda value: isinstance(value, dict) and all(_text(each) and each.strip() for each in value.values()),
        '[{}], and below it one name = "words" a line',
    ),
    "dict[str, int]": Kind(
        lambda value: isinstance(value, dict) and all(type(each) is int and each >= 0 for each in value.values()),
        "[{}], and below it one name = 2 a line",
    ),
}


def read(text: str) -> tuple[Book, list[Fault]]:
    """The settings that can be used, and what is wrong with the others, by line."""
    book, faults = Book(), []
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        last = max(1, len(text.rstrip().splitlines()))
        why = re.sub(r" \(at .*\)$", "", str(error))
        return book, [
            (min(int(at[1]) if at else last, last), f'cannot be read ({why}): write name = "words", one a line')
        ]
    kinds = {each.name: KINDS[each.type] for each in fields(Book)}
    for name, value in found.items():
        if name not in kinds:
            near = difflib.get_close_matches(name, kinds, n=1)
            how = f"did you mean {near[0]}?" if near else f"delete it, or write one of {', '.join(NAMES)}"
            faults.append((_line(text, name), f"no setting is called `{name[:40]}`: {how}"))
        elif astray := [each for each in value if each in kinds] if isinstance(value, dict) else []:
            faults += [
                (_line(text, each), f"`{each}` stands in [{name}]: move it above the first line in square brackets")
                for each in astray
            ]
        elif not kinds[name].fits(value):
            faults.append((_line(text, name), f"`{name}` cannot be used: write {kinds[name].written.format(name)}"))
        else:
            setattr(book, name, book.colours | value if name == "colours" else value)
    for name, message in _contradictions(book, found):
        faults.append((_line(text, name), message))
        setattr(book, name, getattr(Book(), name))
    return book, sorted(faults)


def _contradictions(book: Book, given: Collection[str]) -> Iterator[tuple[str, str]]:
    """``(setting, message)`` where one that the book gives does not go with the others."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", book.name):
        yield (
            "name",
            f"`{book.name[:40]}` begins no key: write small letters, digits and hyphens, such as tea-and-sleep",
        )
    if "answer" not in book.headings:
        yield "headings", 'the part `answer` is missing: write answer = "In short", or how this book calls it'
    twice = [words for words in book.headings.values() if [*book.headings.values()].count(words) > 1]
    if twice:
        yield "headings", f"two parts are called “{twice[0][:60]}”: give each a heading of its own"
    for name in ("optional_headings", "least_points"):
        for part in getattr(book, name) if name in given else ():
            if part not in book.headings:
                yield name, f"`{part[:40]}` is no part: write one of {', '.join(book.headings)}"
                break
    for name, colour in book.colours.items():
        if name not in Book().colours:
            yield "colours", f"`{name[:40]}` is no colour of the book: write one of {', '.join(Book().colours)}"
        elif not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            yield "colours", f'`{colour[:40]}` is no colour: write {name} = "#1f5f5b"'
    if not book.certainty or not all(re.fullmatch(r"[a-z][a-z0-9-]*", level) for level in book.certainty):
        yield (
            "certainty",
            'a level is a word in small letters with hyphens, and there is one or more: write low = "Low certainty"',
        )
        return
    for name in ("wording", "strength"):
        said: dict[str, str] = getattr(book, name)
        if lost := [level for level in book.certainty if level not in said]:
            yield (
                name,
                f"`{name}` says nothing of the level `{lost[0]}`: write a line for each of {', '.join(book.certainty)}",
            )
        elif extra := [level for level in said if level not in book.certainty]:
            yield name, f"`{extra[0][:40]}` is no level: write one of {', '.join(book.certainty)}"
    for level, strength in book.strength.items():
        if strength not in STRENGTHS:
            yield "strength", f"`{strength[:40]}` is no strength of `{level}`: write one of {', '.join(STRENGTHS)}"
            break


def _line(text: str, name: str) -> int:
    """Where the setting is written."""
    pattern = re.compile(rf"\s*\[?\s*[\"']?{re.escape(name)}[\"']?\s*[=\].]")
    return next((number for number, line in enumerate(text.split("\n"), 1) if pattern.match(line)), 1)


def of(root: Path) -> tuple[Book, list[Fault]]:
    """The settings of the book in that folder, and what is wrong with its file."""
    try:
        text = (root / FILE).read_bytes().decode("utf-8", "replace")
    except OSError:
        text = ""  # a book without one is as the fields say
    return read(text)


def use(root: Path) -> list[Fault]:
    """Make ``BOOK`` hold the settings of the book in that folder; returns what is wrong with its file."""
    book, faults = of(root)
    for each in fields(Book):
        now, new = getattr(BOOK, each.name), getattr(book, each.name)
        if isinstance(now, dict):
            now.clear()
            now.update(new)
        else:
            setattr(BOOK, each.name, new)
    return faults


def setup(app: Sphinx) -> ExtensionMetadata:
    from sphinx.util import logging

    faults = use(Path(app.confdir))
    # Known to Sphinx, which then reads all pages anew where one has changed.
    app.add_config_value("book_settings", asdict(BOOK), "env", dict, f"What {FILE} says.")

    def tell(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        for line, message in faults:
            place = f"{Path(app.confdir, FILE)}:{line}"
            logging.getLogger(__name__).warning("%s", message, location=place, type="book", subtype="setting")

    app.connect("env-before-read-docs", tell, priority=900)  # after the rules, which tell each fault once
    return {"parallel_read_safe": True, "parallel_write_safe": True}
