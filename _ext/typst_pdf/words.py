"""The PDF's own words, its date and its language tag, in the language of the project."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import _ as sphinx_words
from sphinx.locale import get_translation

CATALOGUE = "typst_pdf"
_ = get_translation(CATALOGUE)


def add_catalogue(app: Sphinx) -> None:
    """Make the translations of :func:`own_words` known to Sphinx."""
    app.add_message_catalog(CATALOGUE, str(Path(__file__).parent / "locale"))


def own_words(config: Config, day: dt.date) -> dict[str, str]:
    """All that the template prints of itself; what Sphinx has a word for is in Sphinx's own catalogue."""
    date = in_words(day, config.language)
    told = {
        "contents": sphinx_words("Contents"),
        "page": sphinx_words("page"),
        "date": date,
        "edition": _("Version {version}, {date}").format(version=config.release, date=date) if config.release else date,
        "about": _("About this document"),
        "cite": _("How to cite it."),
        "licence": _("Licence."),
        "no_advice": _("No advice."),
        "newest": _("The newest version is on the web:"),
        "no_address": _(
            "This copy does not know where it lives on the web. Ask those who gave it to you for a newer one."
        ),
        "from": _("From:"),
        "whole_page": _("The whole page is on the web:"),
        "more": _("References that had no room here: {number}."),
        "where_more": _("They stand in the book and on the web."),
        "code": _("QR code that leads to {address}"),
    }
    return {name: str(words) for name, words in told.items()}


def print_or_send() -> str:
    """What a web page calls its handout."""
    return str(_("Print or send this page (PDF)"))


def in_words(day: dt.date, language: str) -> str:
    """The day as the language writes it; as English does where the language is not known."""
    # "en" alone means American to babel, and ours is not.
    for name in ("en_GB" if language == "en" else language, language_tag(language)[0]):
        try:
            return format_date(day, "long", locale=Locale.parse(name.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            continue
    return format_date(day, "long", locale="en_GB")


def language_tag(language: str) -> tuple[str, str]:
    """Language and region of a code such as ``pt_BR``; "und", which means unknown, for what is no such code."""
    first, *others = re.split(r"[_.@-]", language)
    region = next((part.upper() for part in others if re.fullmatch(r"[A-Za-z]{2}", part)), "")
    return (first.lower(), region) if re.fullmatch(r"[A-Za-z]{2,3}", first) else ("und", "")


def is_from_right(language: str) -> bool:
    """Whether it is written from right to left."""
    try:
        return Locale.parse(language_tag(language)[0]).text_direction == "rtl"
    except UnknownLocaleError:
        return False
