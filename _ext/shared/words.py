"""Our own words in the reader's language: gettext, and dates, numbers and lists as that language writes them.

A word is written in English where it is used: ``_("Cited in:")``. ``N_`` (``shared.vocabulary``) marks one that is kept
in English, because the code knows it by that, and is translated where it is shown. Warnings stay English.
The catalogues are in ``_ext/locale``; one of the same name in a folder of ``locale_dirs`` comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import locale

# `make check` reads the vocabulary and says nothing to readers: it is spared the tenth of a second that Babel takes.
if TYPE_CHECKING:
    from babel import Locale
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

CATALOGUE = "book"
LOCALE = Path(__file__).parents[1] / "locale"

EDITION = {"language": "en"}
"""The language of the build; one for the process, as the catalogues of Sphinx are."""


def _(words: str) -> str:
    """The words in the language of the edition; as they are where the catalogue lacks them."""
    return locale.get_translator(CATALOGUE).gettext(words) if words else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The words for that number; it is written where they have ``{n}``."""
    words = locale.get_translator(CATALOGUE).ngettext(one, many, number)
    return words.format(n=in_digits(number))


def plurals(one: str, many: str) -> dict[str, str]:
    """The words for a number that only a script knows, by the names of the forms in ``Intl.PluralRules``."""
    rule, translator = _locale().plural_form, locale.get_translator(CATALOGUE)
    # The smallest number of each form is the last, and counts; some languages have a form for millions.
    return {rule(number): translator.ngettext(one, many, number) for number in (1_000_000, *range(200, -1, -1))}


def in_words(day: date) -> str:
    """``23 November 2026``, as the language writes it."""
    from babel.dates import format_date

    return format_date(day, "long", locale=_locale())


def in_digits(number: int | Decimal | str) -> str:
    """The number with the language's signs for thousands and decimals, and a true minus; a text has those it has in English."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    signs = {"-": "\N{MINUS SIGN}", ",": get_group_symbol(_locale()), ".": get_decimal_symbol(_locale())}
    return "".join(signs.get(sign, sign) for sign in (number if isinstance(number, str) else f"{number:,}"))


def listed(items: Sequence[str]) -> str:
    """``a, b and c``."""
    from babel.lists import format_list

    return format_list(items, locale=_locale())


def is_from_right() -> bool:
    """Whether the language is written from right to left."""
    return _locale().text_direction == "rtl"


def _locale() -> Locale:
    """What Babel knows of the language; English where it knows none of that name."""
    from babel import Locale, UnknownLocaleError

    name = EDITION["language"].replace("-", "_")
    # "en" alone means American to Babel, and ours is not.
    for each in ("en_GB" if name == "en" else name, name.partition("_")[0]):
        try:
            return Locale.parse(each)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_GB")


def lend(app: Sphinx) -> None:
    """Let templates have our words too: they look into Sphinx's catalogue, and then into ours."""
    app.translator.add_fallback(locale.get_translator(CATALOGUE))


def tell(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Tell templates in which direction the page is read."""
    context["is_from_right"] = is_from_right()


def setup(app: Sphinx) -> ExtensionMetadata:
    EDITION["language"] = app.config.language
    own = [Path(app.confdir, folder) for folder in app.config.locale_dirs]
    locale.init([*own, LOCALE], app.config.language, CATALOGUE)
    app.add_config_value(
        "source_language", app.config.language, "env", str, "The language that the pages are written in."
    )
    app.connect("builder-inited", lend)
    app.connect("html-page-context", tell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
