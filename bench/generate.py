"""A made-up book of any size, the same on every machine: pages, citations and a bibliography for the measurements."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEED = 20261124
CITATIONS = 20
"""Citations a page; one in four names two keys."""
ENTRIES = 10
"""Bibliography entries for each page of the book."""

WORDS = """
tea session dose people trial placebo relief symptom week month therapy clinic pressure heart memory sleep
anxiety trauma outcome measure score remission relapse follow harm benefit evidence certainty review cohort
"""
NAMES = "Abe Berg Cole Diaz Egan Fuchs Grau Holt Ito Jung Koch Lund Moss Nagy Okoro Park Quinn Ruiz Sato Toth"
JOURNALS = ("Journal of Examples", "Annals of Samples", "Archives of Placeholders")


@dataclass
class Page:
    """A page: its name, its title, and sections of paragraphs of sentences, each with the keys it cites (or none)."""

    name: str
    title: str
    sections: list[tuple[str, list[list[tuple[str, list[str]]]]]]


def keys(pages: int) -> list[str]:
    return [f"author{n:05}" for n in range(1, pages * ENTRIES + 1)]


def bibliography(pages: int, seed: int = SEED) -> str:
    """The BibTeX file: one article for each key, of two to nine authors, some with accents in LaTeX."""
    pick = random.Random(f"{seed} bibliography")
    return "\n".join(_entry(key, pick) for key in keys(pages))


def _entry(key: str, pick: random.Random) -> str:
    authors = [
        f"{pick.choice(NAMES.split())}{pick.choice(('', 'son', 's'))}, {pick.choice('ABCDEFGH')}na"
        for _ in range(pick.randint(2, 9))
    ]
    authors[-1] = pick.choice((authors[-1], r"Mu{\~n}oz, Jos{\'e}"))
    title = " ".join(pick.choice(WORDS.split()) for _ in range(9)).capitalize()
    number, first = key.removeprefix("author").lstrip("0"), pick.randint(1, 900)
    return f"""\
@article{{{key},
  author = {{{" and ".join(authors)}}},
  title = {{{title} in {{PTSD}}}},
  journal = {{{pick.choice(JOURNALS)}}},
  year = {{{pick.randint(1995, 2026)}}},
  volume = {{{pick.randint(1, 60)}}}, number = {{{pick.randint(1, 12)}}}, pages = {{{first}--{first + 9}}},
  doi = {{10.5555/{number}}}, pmid = {{{number}}},
  design = {{randomised trial}}, participants = {{40 people}}, finding = {{27 of 100 people against 9 of 100.}},
  read = {{abstract}}, conclusion = {{It may help some people.}}, check = {{verified}}
}}
"""


def book(pages: int, seed: int = SEED) -> Iterator[Page]:
    """The pages, each from random numbers of its own; a page cites its own entries once, then any of the book's."""
    known = keys(pages)
    for number in range(1, pages + 1):
        pick = random.Random(f"{seed} page {number}")
        own, sentences = known[(number - 1) * ENTRIES : number * ENTRIES], []
        for n in range(2 * CITATIONS):
            text = " ".join(pick.choice(WORDS.split()) for _ in range(14)).capitalize()
            cited = pick.sample(known, 2 if n % 8 == 0 else 1) if n % 2 == 0 else []
            if cited and own:
                cited[0] = own.pop()
            sentences.append((text, list(dict.fromkeys(cited))))
        paragraphs = [sentences[n : n + 4] for n in range(0, len(sentences), 4)]
        sections = [(f"Part {n + 1}", paragraphs[2 * n : 2 * n + 2]) for n in range(len(paragraphs) // 2)]
        yield Page(
            f"p{number}", f"Concern {number}: {' '.join(pick.choice(WORDS.split()) for _ in range(4))}", sections
        )


def markdown(page: Page, cite: str = "{{cite:p}}`{keys}`", between: str = ",", foot: str = "", key: str = "{}") -> str:
    """The page as Markdown, one sentence a line; ``cite`` and ``key`` say how to cite, and an empty ``cite`` not to."""
    lines = [f"# {page.title}", ""]
    for heading, paragraphs in page.sections:
        lines += [f"## {heading}", ""]
        for sentences in paragraphs:
            for text, cited in sentences:
                named = between.join(key.format(name) for name in cited)
                lines.append(f"{text} {cite.format(keys=named)}." if cited and cite else f"{text}.")
            lines.append("")
    return "\n".join([*lines, foot])


LISTS = {
    "ours": ("\n## References\n\n```{page-references}\n```\n", "# References\n\n```{bibliography}\n```\n"),
    "ours with table": (
        "\n## The studies\n\n```{evidence}\n```\n\n## References\n\n```{page-references}\n```\n",
        "# References\n\n```{bibliography}\n```\n",
    ),
    "stock": (
        "\n## References\n\n```{bibliography}\n:filter: docname in docnames\n```\n",
        "# References\n\nOn each page.\n",
    ),
    "stock-global": ("", "# References\n\n```{bibliography}\n```\n"),
    "none": ("", "# References\n\nNone.\n"),
}
"""How citations are listed -> what stands at the foot of each page, and the page references.md."""


def write(folder: Path, pages: int, style: str = "ours", seed: int = SEED) -> None:
    """Write index.md, p1.md ..., references.md and references.bib into the folder."""
    foot, references = LISTS[style]
    folder.mkdir(parents=True, exist_ok=True)
    for page in book(pages, seed):
        text = markdown(page, foot=foot) if style != "none" else markdown(page, cite="")
        (folder / f"{page.name}.md").write_text(text, encoding="utf-8")
    toctree = "\n".join(f"p{n}" for n in range(1, pages + 1))
    index = f"# A made-up book\n\n```{{toctree}}\n:caption: Concerns\n\n{toctree}\nreferences\n```\n"
    (folder / "index.md").write_text(index, encoding="utf-8")
    (folder / "references.md").write_text(references, encoding="utf-8")
    (folder / "references.bib").write_text(bibliography(pages, seed), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--style", choices=LISTS, default="ours")
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    write(args.folder, args.pages, args.style, args.seed)
