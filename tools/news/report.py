"""Say what the search found: a list a page for people, Markdown for an issue, JSON for machines."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby

from tools.markdown import cell, row
from tools.news.search import Item, News, Recall
from tools.registries import Notice

NEXT = (
    "Read each. `make cite PMID=...` adds it to references.bib; what you leave out goes into set-aside.toml with the reason. "
    "Then write today into `checked:` of the page."
)


def exit_code(found: list[News]) -> int:
    """1 where a person has something to look at, else 2 where something could not be asked, else 0."""
    if any(news.to_do for news in found):
        return 1
    return 2 if any(news.unchecked for news in found) else 0


def summary(found: list[News]) -> str:
    """One line: how much is new, on how many pages."""
    count = len({item.pmid for news in found for item in (*news.items, *news.trials)})
    notices = len({(key, notice) for news in found for key, notice in news.notices})
    parts = [f"{count} to look at"] if count else []
    parts += [f"{notices} {_plural(notices, 'notice')} on what we cite"] if notices else []
    failed = sum(bool(news.unchecked) for news in found)
    parts += [f"{failed} not asked in full"] if failed else []
    return f"{len(found)} {_plural(len(found), 'page')}: {', '.join(parts) or 'nothing new'}"


def text(found: list[News]) -> str:
    """For a terminal."""
    lines = []
    for news in found:
        told = list(_told(news))
        if told or news.rest:
            lines += [f"{news.page}: {news.title}  (since {news.since or 'no day'})"]
            lines += [f"  {line}" for line in told]
            lines += [f"  {_rest(news)}"] if news.rest else []
            lines.append("")
    if any(news.items or news.trials for news in found):
        lines += [NEXT, ""]
    oldest = min((news.asked for news in found if news.asked), default="")
    return "\n".join([*lines, summary(found) + (f"; oldest reply of {oldest}" if oldest else "")])


def _told(news: News):
    for kind, items in groupby(news.items, key=lambda item: item.kind):
        yield f"{kind.upper()}"
        for item in items:
            yield from _lines(item)
    if news.trials:
        yield "PUBLISHED OF A TRIAL THAT THE PAGE NAMES"
        for item in news.trials:
            yield from _lines(item)
    for key, notice in news.notices:
        yield f"{key}: {_notice(notice)}"
    yield from (f"its question: {warning}" for warning in news.warnings)
    yield from filter(None, [news.fault])
    yield from (f"not asked: {reason}" for reason in news.unchecked)


def _lines(item: Item):
    yield f"  {item.title}"
    yield f"    {'; '.join(_facts(item))}"
    yield f"    {item.command}"


def _facts(item: Item) -> list[str]:
    return list(filter(None, [*item.trials, item.people, f"{item.journal} {item.year}".strip(), item.link]))


def _rest(news: News) -> str:
    left = [f"{news.cited} cited already"] if news.cited else []
    left += [f"{news.aside} set aside"] if news.aside else []
    return f"and {news.rest} of other kinds" + (f" ({', '.join(left)})" if left else "")


def markdown(found: list[News]) -> str:
    """For an issue or a file: a table a page."""
    parts = [f"{summary(found)}."]
    for news in found:
        rows = [
            row(f"[{cell(item.title)}]({item.link})", item.kind, item.people, f"`{item.command}`")
            for item in news.items
        ]
        rows += [
            row(
                f"[{cell(item.title)}]({item.link})",
                f"{item.kind} of {', '.join(item.trials) or 'a trial named on the page'}",
                item.people,
                f"`{item.command}`",
            )
            for item in news.trials
        ]
        rows += [row(f"`{key}`", _notice(notice), "", "read it, then mend the page") for key, notice in news.notices]
        notes = [f"- its question: {cell(warning)}" for warning in news.warnings]
        notes += [f"- {cell(fault)}" for fault in filter(None, [news.fault])]
        notes += [f"- not asked: {cell(reason)}" for reason in news.unchecked]
        notes += [f"- {_rest(news)}"] if news.rest else []
        if rows or notes:
            parts.append(f"### {cell(news.title)} (`{news.page}`, since {news.since or 'no day'})")
            if rows:
                head = [row("Publication", "What it is", "People", "To add it"), "|---|---|---|---|"]
                parts.append("\n".join([*head, *rows]))
            if notes:
                parts.append("\n".join(notes))
    if any(news.items or news.trials for news in found):
        parts.append(NEXT)
    return "\n\n".join(parts) + "\n"


def as_json(found: list[News]) -> str:
    """For machines: every page, with all that led to its list."""
    pages = []
    for news in found:
        page = asdict(news) | {"to_do": news.to_do}
        for name in ("items", "trials"):
            page[name] = [asdict(one) | {"link": one.link, "command": one.command} for one in getattr(news, name)]
        page["notices"] = [asdict(notice) | {"key": key, "link": notice.link} for key, notice in news.notices]
        pages.append(page)
    return json.dumps({"exit": exit_code(found), "pages": pages}, ensure_ascii=False, indent=2) + "\n"


# Recall ---------------------------------------------------------------------------------------------------------------


def recall_exit_code(found: list[Recall]) -> int:
    """1 where a question finds too little, else 2 where it could not be asked, else 0."""
    if any(not one.enough for one in found):
        return 1
    return 2 if any(one.unchecked for one in found) else 0


def recall_text(found: list[Recall]) -> str:
    """For a terminal: how many of the studies that name the subject each question finds, and which not."""
    lines = []
    for one in found:
        asked = len(one.found) + len(one.missed)
        if one.unchecked:
            lines.append(f"{one.page}: not asked: {one.unchecked}")
            continue
        lines.append(f"{one.page}: finds {len(one.found)} of {asked}" + ("" if one.enough else ": too few"))
        lines += [f"  not found: {key}: {title}" for key, title in one.missed]
        lines += [f"  not in PubMed: {', '.join(one.unknown)}"] if one.unknown else []
    few = sum(not one.enough for one in found)
    lines.append(f"{len(found)} questions: {few or 'none'} finds fewer than nine of ten")
    return "\n".join(lines)


def recall_markdown(found: list[Recall]) -> str:
    """The same as a table."""
    rows = [
        row(
            f"`{one.page}`",
            one.unchecked or f"{len(one.found)} of {len(one.found) + len(one.missed)}",
            ", ".join(f"`{key}`" for key, _ in one.missed),
            ", ".join(f"`{key}`" for key in one.unknown),
        )
        for one in found
    ]
    return "\n".join([row("Page", "Finds", "Does not find", "Not in PubMed"), "|---|---|---|---|", *rows]) + "\n"


def recall_json(found: list[Recall]) -> str:
    """The same for machines."""
    pages = [asdict(one) | {"enough": one.enough} for one in found]
    return json.dumps({"exit": recall_exit_code(found), "pages": pages}, ensure_ascii=False, indent=2) + "\n"


def _notice(notice: Notice) -> str:
    when = f" of {notice.date}" if notice.date else ""
    return f"{notice.kind}{when}, says {notice.source}" + (f": {notice.link}" if notice.link else "")


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
