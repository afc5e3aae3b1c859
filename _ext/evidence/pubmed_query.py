"""``search:`` in a page's front matter: the question that finds new studies for it, in PubMed's query language.

PubMed itself takes almost anything and guesses (https://pubmed.ncbi.nlm.nih.gov/help/#how-do-i-search-pubmed): it drops a
bracket without a partner, reads "and" as a word, and goes from left to right where AND and OR stand together. A question that
is asked for years must mean one thing, so here it is read strictly, and whoever writes it is told what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

EXAMPLE = 'search: (tea[tiab] OR caffeine[tiab]) AND (sleep[tiab] OR "sleeping badly"[tiab])'

# https://pubmed.ncbi.nlm.nih.gov/help/#using-search-field-tags: the short form of each, then the long ones that are in use.
TAGS = frozenset(
    "1au ad aid all au auid book cn cois crdt dcom doi dp ed edat fau fir gr ip ir irad is isbn jid la lastau lid lr majr"
    " mh mhda nm ot pa pg pl pmid ppdat ps pt pubn rn sb sh si ta ti tiab tt tw uid vi".split()
) | {
    "all fields",
    "author",
    "journal",
    "language",
    "mesh",
    "mesh major topic",
    "mesh terms",
    "publication type",
    "text word",
    "title",
    "title/abstract",
}
OPERATORS = {"AND", "OR", "NOT"}
DEEPEST = 100
"""More brackets than a person writes."""
_MODIFIER = re.compile(r":(noexp|~\d+)$")
"""``[mh:noexp]`` leaves out the narrower terms; ``[tiab:~3]`` lets three words stand between those of the phrase."""
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<bracket>[()])
  | (?P<term>"[^"]*"|[^\s()\["]+(?:\s*:\s*"[^"]*")?)(?:[ ]*\[(?P<tag>[^\[\]]*)\])?
  | (?P<stray>.)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Term:
    """A word or a phrase, in any field or in that of its tag."""

    text: str
    tag: str = ""

    def __iter__(self) -> Iterator[Term]:
        yield self


@dataclass(frozen=True)
class Group:
    """Parts that stand beside each other with one operator between them."""

    operator: str
    parts: tuple[Term | Group, ...]

    def __iter__(self) -> Iterator[Term]:
        """The terms that a record may be found by: not those after NOT."""
        for part in self.parts[:1] if self.operator == "NOT" else self.parts:
            yield from part


Query = Term | Group


def parse(text: str) -> Query:
    """The query; raises ValueError with what is wrong and what to write instead."""
    if text.count("(") > DEEPEST:
        raise ValueError(f"it has more than {DEEPEST} brackets: write a shorter question")
    tokens = list(_tokens(text))
    if not tokens:
        raise ValueError(f"it asks for nothing: write a question for PubMed, as in {EXAMPLE}")
    query, rest = _group(tokens)
    if rest:
        raise ValueError("a bracket `)` closes nothing: delete it, or open it before")
    return query


def matches(query: Query, found: Callable[[Term], bool]) -> bool:
    """Whether a record is found, of which ``found`` says whether it has a term."""
    if isinstance(query, Term):
        return found(query)
    first, *others = (matches(part, found) for part in query.parts)
    if query.operator == "NOT":
        return first and not any(others)
    return (all if query.operator == "AND" else any)([first, *others])


def subject(query: Query) -> frozenset[str]:
    """The words that a question begins with, which are those for the subject of all pages."""
    first = query.parts[0] if isinstance(query, Group) and query.operator != "OR" else query
    return frozenset(term.text.casefold() for term in first)


def _tokens(text: str) -> Iterator[str | Term]:
    if text.count('"') % 2:
        raise ValueError('a quotation mark `"` has no partner: put one before and one after the phrase')
    for token in _TOKEN.finditer(text):
        if token["stray"] is not None:
            raise ValueError(
                f"`{token['stray']}` stands alone: write a field right after its word or phrase, as in tea[tiab]"
            )
        if bracket := token["bracket"]:
            yield bracket
        elif (word := token["term"] or "") and token["tag"] is None and word in OPERATORS:
            yield word
        elif word:
            yield _term(word, token["tag"])


def _term(word: str, tag: str | None) -> Term:
    if tag is None and word.upper() in OPERATORS:
        raise ValueError(f"`{word}` is a word to PubMed: write {word.upper()} in capitals")
    if "]" in word:
        raise ValueError("a bracket `]` closes nothing: write a field right after its word, as in tea[tiab]")
    if not word.strip('"').strip():
        raise ValueError("nothing stands between the quotation marks: write a phrase, or delete them")
    if "*" in word and not re.search(r"[\w-]{4}\*", word):
        raise ValueError(f"`{word[:40]}` ends too early for PubMed: write at least four letters before the *")
    name = _MODIFIER.sub("", (tag or "").strip().lower())
    if tag is not None and name not in TAGS:
        raise ValueError(f"PubMed has no field [{tag[:30]}]: write [tiab] (title and abstract), [ti], [mh] or [pt]")
    return Term(word.strip('"').strip() if word.startswith('"') else word, (tag or "").strip().lower())


def _group(tokens: list[str | Term]) -> tuple[Query, list[str | Term]]:
    """The query that the tokens begin with, up to the bracket that closes it, and the tokens from there."""
    first, rest = _part(tokens)
    parts, operator = [first], ""
    while rest and rest[0] != ")":
        if rest[0] not in OPERATORS:
            raise ValueError(
                f"no AND, OR or NOT stands before `{_shown(rest[0])}`: write one, or quotes around words that belong together"
            )
        if operator and rest[0] != operator:
            raise ValueError(f"{operator} and {rest[0]} stand side by side: put brackets around what belongs together")
        operator = str(rest[0])
        part, rest = _part(rest[1:])
        parts.append(part)
    return Group(operator, tuple(parts)) if operator else first, rest


def _part(tokens: list[str | Term]) -> tuple[Query, list[str | Term]]:
    if not tokens:
        raise ValueError("it ends where a word is expected: write a word after the last AND, OR, NOT or bracket")
    first, rest = tokens[0], tokens[1:]
    if isinstance(first, Term):
        return first, rest
    if first != "(":
        raise ValueError(f"a word is expected before `{first}`: write one, or delete `{first}`")
    query, rest = _group(rest)
    if not rest:
        raise ValueError("a bracket `(` is not closed: write `)` where the group ends")
    return query, rest[1:]


def _shown(token: str | Term) -> str:
    return token.text[:40] if isinstance(token, Term) else token
