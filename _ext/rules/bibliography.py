"""Rules for `references.bib`: every entry can be read, found again, and says what kind of evidence it is."""

from __future__ import annotations

import itertools
import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

from evidence.effects import faults as faults_of_effects
from pybtex.bibtex.utils import split_name_list
from shared.bib import SUBTITLES, Entry
from shared.vocabulary import BIBLATEX, CHECKS, DESIGNS, READ

from rules.bibtex import FIELDS, REQUIRED, Bibliography
from rules.registry import nearest, rule
from rules.site import Site

Findings = Iterator[tuple[int, str]]

#: https://www.crossref.org/blog/dois-and-matching-regular-expressions/
DOI = re.compile(r"10\.\d{4,9}/[-._;()/:<>\[\]\\+&#a-z0-9]+", re.IGNORECASE)
KEY = re.compile(r"[a-z][a-z-]*\d{4}[a-z0-9]*|[a-z][a-z0-9]+")
#: Two capitals in a row, or a capital behind a small letter: styles that lower-case titles would spoil these.
ACRONYM = re.compile(r"\b[A-Z]*[a-z]*[A-Z]{2,}[A-Za-z]*\b|\b[a-z]+[A-Z]\w*\b")
PLACEHOLDER = re.compile(r"\bTO WRITE\b|\bTODO\b|\bTBD\b|\bXXX\b")
ENTRY = """\
@article{dean2021,
  author       = {Dean, Rebecca L.},
  title        = {Tea for sleep in adults},
  journal      = {Cochrane Database of Systematic Reviews},
  year         = {2021},
  doi          = {10.1002/14651858.CD011612.pub3},
  design       = {systematic review},
  participants = {5,299 people},
  finding      = {At 24 hours 27 of 100 people felt better with tea and 9 of 100 with placebo.},
  conclusion   = {Tea may help for a day.},
  read         = {abstract},
  check        = {verified}
}"""


MEANT = {
    "incollection": "inbook inproceedings conference inreference suppbook bookinbook suppcollection",
    "book": "collection proceedings mvbook mvcollection mvproceedings reference manual booklet periodical",
    "techreport": "report thesis phdthesis mastersthesis",
    "misc": "online electronic www dataset software unpublished patent artwork audio image movie video standard webpage",
}
"""What we write -> the types of BibTeX and biblatex that it stands for."""
_MEANT = {kind: ours for ours, kinds in MEANT.items() for kind in kinds.split()}
NO_WORKS = {
    "xdata": "write its fields into the entries that name it, and delete it",
    "set": "cite each of its works, and delete it",
}
"""Types of biblatex that describe no publication -> what to do with them."""
FOR_PROGRAMS = frozenset(
    """abstract annotation annote bdsk-file-1 bdsk-url-1 citedate comment copyright creationdate date-added date-modified
    file groups keywords langid language mendeley-groups mendeley-tags modificationdate options owner printed priority
    ranking readstatus related relatedstring relatedtype shorthand shorttitle sortkey timestamp""".split()
)
"""What reference managers keep in an entry for themselves."""


def _without(*names: str) -> str:
    """The entry without some of its lines."""
    return "\n".join(line for line in ENTRY.split("\n") if not line.strip().startswith(names))


@rule(bad=ENTRY.replace("adults},", "adults"), good=ENTRY)
def entries_can_be_read(bibliography: Bibliography, site: Site) -> Findings:
    """An entry is `@type{key, name = {text}, ...}`: a comma after each field, and each brace closed."""
    yield from bibliography.faulty("syntax", "lost")


@rule(bad=f"{ENTRY}\n\n{ENTRY.replace('CD011612', 'CD000001')}", good=ENTRY)
def keys_are_used_once(bibliography: Bibliography, site: Site) -> Findings:
    """No two entries have the same key."""
    yield from bibliography.faulty("key")


@rule(bad=f"{ENTRY}\n\n{ENTRY.replace('{dean2021', '{dean2021b')}", good=ENTRY)
def dois_are_used_once(bibliography: Bibliography, site: Site) -> Findings:
    """No two entries have the same DOI, in capitals or small letters."""
    yield from _twice(bibliography, "doi", "DOI")


@rule(
    bad=f"{ENTRY.replace('  design', '  pmid         = {34510411},' + chr(10) + '  design')}\n\n"
    + _without("doi").replace("{dean2021", "{dean2021b").replace("  design", "  pmid         = {34510411},\n  design"),
    good="pmid = {34510411}",
)
def pmids_are_used_once(bibliography: Bibliography, site: Site) -> Findings:
    """No two entries have the same PMID."""
    yield from _twice(bibliography, "pmid", "PMID")


@rule(
    bad=ENTRY.replace("  design", "  url          = {https://a.org/b},\n  urldate      = {2026-11-24},\n  design")
    + "\n\n"
    + _without("doi")
    .replace("{dean2021", "{dean2021b")
    .replace("  design", "  url          = {https://a.org/b},\n  urldate      = {2026-11-24},\n  design"),
    good="url = {https://a.org/b},\n  urldate = {2026-11-24}",
)
def addresses_are_used_once(bibliography: Bibliography, site: Site) -> Findings:
    """No two entries have the same address or PMCID."""
    yield from _twice(bibliography, "url", "the address")
    yield from _twice(bibliography, "pmcid", "PMCID")


def _twice(bibliography: Bibliography, name: str, what: str) -> Findings:
    first: dict[str, str] = {}
    for entry in bibliography.entries:
        value = re.sub(r"^https?://(dx\.)?doi\.org/", "", entry.text(name).lower().rstrip("/"))
        if value and first.setdefault(value, entry.key) != entry.key:
            yield (
                entry.line_of(name),
                f"{what} {value[:60]} is that of `{first[value]}` too: it is the same work, so delete one and cite the other",
            )


@rule(bad="year = {2021},\n  year = {2020}", good="year = {2021}")
def fields_are_used_once(bibliography: Bibliography, site: Site) -> Findings:
    """An entry has each field once."""
    yield from bibliography.faulty("field")


@rule(bad="journal = {}", good="journal = {BMJ}")
def fields_are_filled(bibliography: Bibliography, site: Site) -> Findings:
    """A field holds something; what no source shows is left out."""
    for entry in bibliography.entries:
        for name, field in entry.fields.items():
            if not field.text:
                yield field.line, f"`{name[:40]}` is empty: fill it, or delete the line"
            if match := PLACEHOLDER.search(field.text):
                yield (
                    field.line,
                    f"“{match.group()}” is still in `{name}`: fill it, or delete the line if the field may be left out",
                )


@rule(bad=_without("journal"), good=ENTRY)
def entries_have_the_fields_of_their_type(bibliography: Bibliography, site: Site) -> Findings:
    """An article has an author, a title, a journal and a year; other types have what names them."""
    for entry in bibliography.entries:
        meant = {BIBLATEX.get(name, name) for name in entry.fields} | site.meant[entry.key.lower()].keys()
        for name in REQUIRED.get(entry.kind, ()):
            if meant.isdisjoint(name.split("|")):
                yield (
                    entry.line,
                    f"`{entry.key[:60]}` has no {name.replace('|', ' or ')}, which @{entry.kind} needs: add it",
                )


@rule(bad=ENTRY.replace("@article", "@paper"), good=ENTRY, also=("evidence.field",))
def types_are_known(bibliography: Bibliography, site: Site) -> Findings:
    """An entry is an `article`, a `book`, an `incollection` (a chapter), a `techreport` or `misc`."""
    for entry in bibliography.entries:
        if entry.kind in NO_WORKS:
            yield entry.line, f"@{entry.kind} is no publication: {NO_WORKS[entry.kind]}"
        elif ours := _MEANT.get(entry.kind):
            yield entry.line, f"@{entry.kind} is no type we use: write @{ours}"
        elif entry.kind not in REQUIRED:
            yield (
                entry.line,
                f"@{entry.kind[:40]} is no type we use: write one of @{', @'.join(REQUIRED)}{nearest(entry.kind, REQUIRED)}",
            )


@rule(bad="desing = {randomised trial}", good="design = {randomised trial}")
def fields_are_known(bibliography: Bibliography, site: Site) -> Findings:
    """An entry has no field that nothing reads."""
    for entry in bibliography.entries:
        for name, field in entry.fields.items():
            if ours := BIBLATEX.get(name):
                value = "".join(re.findall(r"(?<!\d)\d{4}", field.text)[:1]) if ours == "year" else field.text
                yield field.line, f"`{name}` is biblatex's name of it: write {ours} = {{{value[:80]}}}"
            elif ours := SUBTITLES.get(name):
                said = f"{entry.text(ours)}: {field.text}" if entry.text(ours) else field.text
                yield field.line, f"`{name}` is biblatex's: write it behind the title, {ours} = {{{said[:80]}}}"
            elif name in ("xdata", "entryset") or name in FOR_PROGRAMS:
                yield field.line, f"`{name}` is for another program and reaches no reader: delete the line"
            elif name not in FIELDS:
                yield field.line, f"nothing reads the field `{name[:40]}`{nearest(name, FIELDS) or ': delete the line'}"


def _works(bibliography: Bibliography) -> Iterator[Entry]:
    return (entry for entry in bibliography.entries if entry.kind not in NO_WORKS)


@rule(bad=_without("finding"), good=ENTRY, also=("evidence.field",))
def entries_say_what_they_found(bibliography: Bibliography, site: Site) -> Findings:
    """An entry says its `design`, `participants` and `finding`, what we `read` of it, and how far it is confirmed."""
    for entry in _works(bibliography):
        for name in ("design", "participants", "finding", "read", "check"):
            if name not in entry.fields:
                yield entry.line, f"`{entry.key[:60]}` has no `{name}`: {_OURS[name]}"


_OURS = {
    "design": f"write one of {', '.join(DESIGNS)}",
    "participants": "write how many were studied and who, or {not applicable}",
    "finding": "write what it found in one plain sentence, with its numbers",
    "read": f"write what you saw of it: {', '.join(READ)}",
    "check": "write {verified} when two sources agree on title, journal, year and DOI or pages, else {partial}",
}


CONCLUDES = ("systematic review", "randomised trial", "guideline", "consensus", "narrative review")
"""The designs whose authors draw a conclusion that a reader may hold against ours."""


@rule(bad=_without("conclusion"), good=ENTRY)
def authors_have_their_say(bibliography: Bibliography, site: Site) -> Findings:
    """A review, trial, guideline or consensus says what its authors conclude, so that nobody is quoted against themselves."""
    for entry in bibliography.entries:
        if entry.text("design") in CONCLUDES and "conclusion" not in entry.fields:
            yield (
                entry.line,
                f"`{entry.key[:60]}` has no `conclusion`: write what its authors themselves conclude, in one plain sentence",
            )


@rule(bad="design = {RCT}", good="design = {randomised trial}")
def designs_are_known(bibliography: Bibliography, site: Site) -> Findings:
    """`design` is one of the words of the methods page."""
    for entry in bibliography.entries:
        design = entry.text("design")
        if design and design not in DESIGNS and not PLACEHOLDER.search(design):
            yield (
                entry.line_of("design"),
                f"“{design[:40]}” is no design we know: write one of {', '.join(DESIGNS)}{nearest(design, DESIGNS)}",
            )


@rule(bad="check = {yes}", good="check = {verified}")
def checks_are_known(bibliography: Bibliography, site: Site) -> Findings:
    """`check` is `verified` when two sources agree on the record, and `partial` when they do not."""
    for entry in bibliography.entries:
        check = entry.text("check")
        if check and check not in CHECKS:
            yield (
                entry.line_of("check"),
                f"“{check[:40]}” says nothing to us: write {' or '.join(CHECKS)}{nearest(check, CHECKS)}",
            )


@rule(bad="read = {the paper}", good="read = {full text}")
def readings_are_known(bibliography: Bibliography, site: Site) -> Findings:
    """`read` says what we saw: the `full text`, the `abstract`, the `notice`, or only `a report of it`."""
    for entry in bibliography.entries:
        read = entry.text("read")
        if read and read not in READ and not PLACEHOLDER.search(read):
            yield (
                entry.line_of("read"),
                f"“{read[:40]}” does not say what was read: write one of {', '.join(READ)}{nearest(read, READ)}",
            )


@rule(bad="second = {yes}", good="read = {full text},\n  second = {2026-11-23}")
def second_readings_have_a_day(bibliography: Bibliography, site: Site) -> Findings:
    """`second` is the day on which a second person read it, as `2026-11-23`; the first reading is in `read`."""
    for entry in bibliography.entries:
        second = entry.text("second")
        if not second:
            continue
        try:
            day = date.fromisoformat(second) if re.fullmatch(r"\d{4}-\d\d-\d\d", second) else None
        except ValueError:
            day = None
        if day is None:
            yield entry.line_of("second"), f"“{second[:40]}” is no day: write it as {{2026-11-23}}"
        elif day > site.today:
            yield entry.line_of("second"), f"{second} is still to come: write the day of the second reading"
        elif not entry.text("read"):
            yield entry.line_of("second"), f"`{entry.key[:60]}` was read twice, and does not say what: add `read`"


@rule(bad="finding = {People felt better. It lasted a week.}", good="finding = {People felt better for a week.}")
def findings_are_one_sentence(bibliography: Bibliography, site: Site) -> Findings:
    """`finding` is one sentence of at most 45 words, from a capital letter to a full stop: it stands in a table."""
    for entry in bibliography.entries:
        finding = entry.text("finding").strip()
        if finding and not finding.endswith((".", ".}", "?")):
            yield entry.line_of("finding"), "the finding does not end: write one whole sentence with a full stop"
        elif re.search(r"(?<!\bvs)(?<!\bal)(?<!\be\.g)(?<!\bi\.e)\. +[A-Z]", finding):
            yield (
                entry.line_of("finding"),
                "the finding has two sentences: make one of them, with a semicolon or a comma",
            )
        elif finding and finding.lstrip("{\\")[:1].islower():
            yield entry.line_of("finding"), "the finding begins with a small letter: write it as a whole sentence"
        elif (words := len(finding.split())) > LONGEST_FINDING:
            yield (
                entry.line_of("finding"),
                f"the finding has {words} words, of at most {LONGEST_FINDING}: keep the main result; `numbers` takes the rest",
            )


LONGEST_FINDING = 45


@rule(bad="participants = {people with depression}", good="participants = {235 people with depression}")
def participants_are_counted(bibliography: Bibliography, site: Site) -> Findings:
    """`participants` says how many and who, or that they are not applicable or not known; animals need no count."""
    for entry in bibliography.entries:
        people = entry.text("participants")
        counted = re.search(r"\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten)\b|\bnot ", people, re.IGNORECASE)
        if people and not counted and entry.text("design") != "preclinical" and not PLACEHOLDER.search(people):
            yield (
                entry.line_of("participants"),
                f"“{people[:40]}” has no number: write how many were studied, or {{not applicable}}",
            )


_EFFECT = "at a day | tea v placebo | 185 people, 7 trials | OR 3.94 (1.54 to 10.10) | {} per 100 | very-low, theirs;"
_WITH_EFFECTS = ENTRY.replace("  conclusion", f"  effects      = {{\n    response {_EFFECT}\n  }},\n  conclusion")


@rule(
    bad=_WITH_EFFECTS.replace("{} per", "8.8 v 27.4 per"),
    good=_WITH_EFFECTS.replace("{} per", "27.4 v 8.8 per"),
    also=("summary_of_findings.effects",),
)
def effects_add_up(bibliography: Bibliography, site: Site) -> Findings:
    """`effects` gives its outcomes, a line each, and they add up: the treatment stands first in each part, no arm has more
    with the outcome than people, the arms make the total, an interval holds its estimate, the shares follow from the counts
    or from the effect, and the certainty is GRADE's, `theirs` or `ours`."""
    for entry in bibliography.entries:
        if not entry.text("effects"):
            continue
        field = entry.fields["effects"]
        start, end = field.value
        written = bibliography.source.text[start:end].strip() if entry.is_whole else ""
        # BibTeX knows no lines within a field: those of the file say where an outcome stands.
        text = written[1:-1] if written[:1] + written[-1:] in ("{}", '""') else field.text
        for below, problem in faults_of_effects(text):
            yield field.line + below, f"`{entry.key[:60]}`: {problem}"


@rule(bad="doi = {https://doi.org/10.1002/14651858.CD011612.pub3}", good="doi = {10.1002/14651858.CD011612.pub3}")
def dois_are_bare(bibliography: Bibliography, site: Site) -> Findings:
    """A DOI is written bare, as `10.` and what follows."""
    for entry in bibliography.entries:
        doi = entry.text("doi")
        if doi and not DOI.fullmatch(doi):
            bare = DOI.fullmatch(unquote(re.sub(r"\\(?=\W)|^.*?(?=10\.\d{4})", "", doi)))
            yield (
                entry.line_of("doi"),
                f"`{doi[:60]}` is no bare DOI: write {'{' + bare.group()[:80] + '}' if bare else 'it as {10.1234/abc}'}",
            )


@rule(bad="pmid = {PMID: 34510411}", good="pmid = {34510411}")
def pmids_are_numbers(bibliography: Bibliography, site: Site) -> Findings:
    """A PMID is a number, and a PMCID is `PMC` and a number."""
    for entry in bibliography.entries:
        for name, form, example in (("pmid", r"[1-9]\d{0,8}", "34510411"), ("pmcid", r"PMC\d{3,9}", "PMC8434915")):
            value = entry.text(name)
            if value and not re.fullmatch(form, value):
                yield entry.line_of(name), f"`{value[:40]}` is no {name.upper()}: write it as {{{example}}}"


@rule(bad=_without("doi"), good=ENTRY)
def works_can_be_found(bibliography: Bibliography, site: Site) -> Findings:
    """An entry has a DOI, a PMID or an address, so that a reader can look it up."""
    for entry in _works(bibliography):
        if not any(site.meant[entry.key.lower()].get(name) for name in ("doi", "pmid", "url", "eprint")):
            yield (
                entry.line,
                f"`{entry.key[:60]}` has no DOI, PMID or URL: add one; what cannot be looked up cannot be cited",
            )


@rule(bad="url = {https://www.fda.gov/drugs}", good="url = {https://www.fda.gov/drugs},\n  urldate = {2026-11-24}")
def addresses_are_dated(bibliography: Bibliography, site: Site) -> Findings:
    """An address begins with `https://` or `http://` and comes with `urldate`, the day on which it was seen."""
    for entry in bibliography.entries:
        url, seen = entry.text("url"), entry.text("urldate")
        if url and not re.fullmatch(r"https?://[^\s/]+\.\S+", url):
            yield entry.line_of("url"), f"`{url[:60]}` is no address: write it whole, with https://"
        if url and not seen:
            yield (
                entry.line_of("url"),
                "the day is missing on which this address was seen: add urldate = {2026-11-24}, with your day",
            )
        try:
            seen and date.fromisoformat(seen)
        except ValueError:
            yield entry.line_of("urldate"), f"`{seen[:40]}` is no day: write it as {{2026-11-24}}"


@rule(bad="year = {in press}", good="year = {2021}")
def years_are_numbers(bibliography: Bibliography, site: Site) -> Findings:
    """A year has four digits."""
    for entry in bibliography.entries:
        year = entry.text("year")
        if year and not re.fullmatch(r"(?:19|20)\d\d", year):
            yield entry.line_of("year"), f"`{year[:40]}` is no year: write four digits, such as {{2026}}"


@rule(bad="pages = {189-198}", good="pages = {189--198}")
def page_ranges_have_two_hyphens(bibliography: Bibliography, site: Site) -> Findings:
    """A page range is written with two hyphens."""
    for entry in bibliography.entries:
        pages = entry.text("pages")
        if match := re.fullmatch(r"(\w+)\s*(?:[-\u2010-\u2015]|---+)\s*(\w+)", pages):
            yield entry.line_of("pages"), f"`{pages[:40]}` is a range: write {{{match[1]}--{match[2]}}}"


@rule(bad="author = {Jane Smith, John Doe}", good="author = {Smith, Jane and Doe, John}")
def names_can_be_read(bibliography: Bibliography, site: Site) -> Findings:
    """A name is `Family, Given`; several are joined by `and`; a group stands in two pairs of braces."""
    for entry in bibliography.entries:
        for role in "author", "editor":
            for name in split_name_list(entry.text(role)):
                if why := misread(name):
                    yield (
                        entry.line_of(role),
                        f"“{name[:60]}” in `{role}` {why}: write {{Family, Given and Family, Given}}",
                    )
                    break


_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,3}")
_GENERATION = re.compile(r"(?:Jr|Sr)\.?|[IVX]+")
_GROUP = re.compile(
    r"\b(?:Organi[sz]ation|Agency|Administration|Association|Society|Institutes?|Ministry|Department|Group|Committee|"
    r"Council|University|Cent(?:re|er)|Consortium|Collaboration|Network|Team|Office|Federation|Foundation)\b"
)


def misread(name: str) -> str:
    """Why other authors than those meant would be printed for this name, or nothing."""
    while (bare := re.sub(r"\{[^{}]*\}|\\\W", "x", name)) != name and "{" in name:
        name = bare  # what stands in braces is one word
    parts = [part.split() for part in name.split(",")]
    given = parts[-1] if len(parts) > 1 else []
    if re.search(r"\bet\.? al\b", name, re.IGNORECASE):
        return "ends in “et al.”, which would be printed as a person; `and others` says it"
    if mark := re.search(r"[;&*/|\d†‡]|\s(?:und|et)\s", name):
        return f"has a “{mark.group().strip()}” in it, which joins no names"
    if not all(parts):
        return "is empty, or has a comma too many"
    if len(parts) > 3 or (len(parts) == 3 and not _GENERATION.fullmatch(" ".join(parts[1]))):
        return "has more commas than one name has"
    if _GROUP.search(name):
        return "is no person, so only its last word would be taken for a family name; a group is {{Its Name}}"
    if re.search(r"\b(?:Dr|Prof|MD|M\.D|Ph\.?D|MSc|BSc)\b", name):
        return "has a title or a degree in it, which is left out"
    if len(parts) == 1 and len(parts[0]) > 1 and _INITIALS.fullmatch(parts[0][-1]):
        return f"ends in initials, so “{parts[0][-1]}” would be taken for the family name"
    family = [word for word in parts[0] if word[0].isupper() or word[0] == "x"]
    if given and len(family) > 1 and len(family) == len(parts[0]):
        if _INITIALS.fullmatch(family[0]) or (_INITIALS.fullmatch(family[-1]) and len(given) > 1):
            return "looks like two people with a comma between them"
        if len(given) > 1 and not any(_INITIALS.fullmatch(word) for word in given):
            return "looks like two people with a comma between them (if it is one, write {{Cano Ruiz}, Ana Maria})"
    return ""


@rule(bad="finding = {It helped 20% of the people.}", good="finding = {It helped 20\\% of the people.}")
def special_characters_are_escaped(bibliography: Bibliography, site: Site) -> Findings:
    """A `%`, `&`, `#` or `_` has a backslash before it: LaTeX reads it as something else, and drops what follows a `%`."""
    for entry in bibliography.entries:
        for name, field in entry.fields.items():
            if name in _LETTER_FOR_LETTER or not re.search(r"[%&#_]", field.text):
                continue
            text = _HTML.sub("", re.sub(r"\\(?:url|href)\{[^{}]*\}|\$[^$]*\$|(?<!\\)\\.", "", field.text))
            for character in dict.fromkeys(re.findall(r"[%&#_]", text)):
                yield field.line, f"a bare {character} in `{name[:40]}`: write \\{character}"


@rule(bad="finding = {It helped <i>in vivo</i>.}", good="finding = {It helped \\textit{in vivo}.}")
def fields_hold_no_html(bibliography: Bibliography, site: Site) -> Findings:
    """A field has no HTML: pages and the PDF would show its tags as they are typed. Publishers' files often bring some."""
    for entry in bibliography.entries:
        for name, field in entry.fields.items():
            if name not in _LETTER_FOR_LETTER and (match := _HTML.search(field.text)):
                write = _INSTEAD.get(re.sub(r"[^a-z:]", "", match.group().lower()), "the character itself, or nothing")
                yield field.line, f"{match.group()[:40]} in `{name[:40]}` is HTML: write {write}"


_HTML = re.compile(
    r"</?(?:i|b|u|em|strong|sup|sub|sc|scp|span|p|br|div|a|jats:[\w-]+|mml:[\w-]+)(?:\s[^<>]*)?/?>"
    r"|&(?:amp|lt|gt|quot|apos|nbsp|[a-z]{2,8}\d?|#\d+|#x[\da-f]+);",
    re.IGNORECASE,
)
_INSTEAD = {
    **dict.fromkeys(("i", "em", "jats:italic"), r"\textit{...}"),
    **dict.fromkeys(("b", "strong", "jats:bold"), r"\textbf{...}"),
    **dict.fromkeys(("sup", "jats:sup"), r"\textsuperscript{...}"),
    **dict.fromkeys(("sub", "jats:sub"), r"\textsubscript{...}"),
    **dict.fromkeys(("sc", "scp", "jats:sc"), r"\textsc{...}"),
    "amp": r"\&",
    "lt": "<",
    "gt": ">",
    "nbsp": "a space",
}
_LETTER_FOR_LETTER = {"url", "doi", "eprint", "pmid", "pmcid", "crossref", *FOR_PROGRAMS}


@rule(bad="month = {11}", good="month = {November}")
def months_are_names(bibliography: Bibliography, site: Site) -> Findings:
    """A month is written as its English name."""
    for entry in bibliography.entries:
        month = entry.text("month")
        if month and month.split()[0] not in month_name:
            yield entry.line_of("month"), f"“{month[:40]}” is no month: write the name, such as {{November}}"


@rule(bad="month = soon", good="month = {November}")
def values_are_in_braces(bibliography: Bibliography, site: Site) -> Findings:
    """The text of a field stands in braces."""
    yield from bibliography.faulty("word")


@rule(bad="title = {Tea for PTSD}", good="title = {Tea for {PTSD}}")
def acronyms_are_braced(bibliography: Bibliography, site: Site) -> Findings:
    """A word with capitals inside stands in braces in a title, or other programs write it small: `{PTSD}`."""
    for entry in bibliography.entries:
        title = entry.text("title")
        while (stripped := re.sub(r"\{[^{}]*\}", " ", title)) != title:
            title = stripped
        if words := ACRONYM.findall(title):
            yield (
                entry.line_of("title"),
                f"other programs may write {' and '.join(words[:5])} small: put {{}} around it, as in {{{words[0]}}}",
            )


@rule(bad=ENTRY.replace("{dean2021", "{Dean_2021"), good=ENTRY)
def keys_are_name_and_year(bibliography: Bibliography, site: Site) -> Findings:
    """A key is the first author's name and the year, in lower case: `dean2021`; a letter or word may follow."""
    for entry in bibliography.entries:
        if not KEY.fullmatch(entry.key):
            yield (
                entry.line,
                f"`{entry.key[:60]}` is no key of ours: write the first author and the year in small letters, such as dean2021",
            )


@rule(bad=f"{ENTRY}\n\n{ENTRY.replace('{dean2021', '{abbar2022').replace('CD011612', 'CD000001')}", good=ENTRY)
def entries_are_sorted(bibliography: Bibliography, site: Site) -> Findings:
    """The entries stand in the order of their keys; one that others name in `crossref` stands after them all."""
    parents = {entry.text("crossref").lower() for entry in bibliography.entries}
    entries = [entry for entry in bibliography.entries if entry.is_whole]
    order = [(entry.key.lower() in parents, entry.key.lower()) for entry in entries]
    for at, (before, entry) in enumerate(itertools.pairwise(entries)):
        if order[at + 1] < order[at]:
            yield entry.line, f"`{entry.key[:60]}` belongs before `{before.key[:60]}`: move it up, or run `make tidy`"


@rule(bad=ENTRY.replace("  title  ", "title"), good=ENTRY)
def layout_is_the_same_everywhere(bibliography: Bibliography, site: Site) -> Findings:
    """The file has one layout, which `make tidy` gives it: a field a line, with the signs of equality in one column."""
    told = {line for line, _ in fields_are_known(bibliography, site)}  # what nothing reads has no place to stand at
    misnamed = any(
        told & {field.line for field in entry.fields.values()}
        and entry.line <= (bibliography.untidy_line or 0) <= max(field.line for field in entry.fields.values())
        for entry in bibliography.entries
    )
    if (line := bibliography.untidy_line) and not misnamed and not [*entries_are_sorted(bibliography, site)]:
        yield line, "this line is laid out in another way than the rest: run `make tidy`"


def _is_meant(key: str, site: Site) -> bool:
    """Whether a page has the key in a citation that leads nowhere because of another fault, such as a missing backtick."""
    role = re.compile(rf"\{{cite[^`\n]*`[^`\n]*\b{re.escape(key)}\b")
    lines = (line for page in site.pages.values() if key in page.source.text for line in page.source.text.split("\n"))
    return any(role.search(line) for line in lines if not line.startswith("%"))


@rule(bad=f"{ENTRY}\n\n{ENTRY.replace('{dean2021', '{nobody2021').replace('CD011612', 'CD000001')}", good=ENTRY)
def entries_are_cited(bibliography: Bibliography, site: Site) -> Findings:
    """Every entry is cited on some page."""
    for entry in _works(bibliography):
        if entry.key not in site.cited and not _is_meant(entry.key, site):
            yield (
                entry.line,
                f"no page cites `{entry.key[:60]}`: cite it with {{cite:p}}`{entry.key[:60]}`, or delete the entry",
            )


@rule(bad=r"title = {Tea \foo{now}}", good=r"title = {\textit{In vivo} H$_2$O, 5\,mg}")
def latex_has_a_form_on_a_page(bibliography: Bibliography, site: Site) -> Findings:
    """LaTeX in a field is what every output can show: italics, bold, small formulas, accents, `\\url`; nothing else."""
    from shared.latex import faults  # here, because most checks find no LaTeX, and its reader takes a while to load

    for entry in bibliography.entries:
        for name, field in entry.fields.items():
            if re.search(r"[\\$]", field.text) and name not in ("doi", "url", "pmid", "pmcid"):
                for fault in faults(field.text):
                    yield field.line, f"in `{name}`, {fault}"
