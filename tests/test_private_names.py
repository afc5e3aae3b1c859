"""What we use of other projects and their manuals do not promise is listed, each name with the test that sees it change."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OTHERS = {"bibclean", "docutils", "furo", "myst_parser", "pybtex", "pybtex_docutils", "sphinx", "sphinxcontrib"}
"""The projects that our code builds on and not only calls."""
IN_MANUALS = set(
    """
    docutils.nodes docutils.parsers.rst docutils.parsers.rst.directives docutils.parsers.rst.roles
    pybtex.backends pybtex.database pybtex.errors pybtex.plugin pybtex.richtext pybtex.style pybtex.style.formatting
    pybtex.style.template pybtex_docutils
    sphinx.addnodes sphinx.application sphinx.builders sphinx.builders.epub3 sphinx.builders.html sphinx.config
    sphinx.environment sphinx.environment.collectors sphinx.errors sphinx.locale sphinx.transforms.post_transforms
    sphinx.util.docutils sphinx.util.logging sphinx.util.typing
    sphinxcontrib.bibtex.bibfile sphinxcontrib.bibtex.directives sphinxcontrib.bibtex.domain
    sphinxcontrib.bibtex.nodes sphinxcontrib.bibtex.plugin sphinxcontrib.bibtex.roles
    sphinxcontrib.bibtex.style.referencing sphinxcontrib.bibtex.style.referencing.author_year
    sphinxcontrib.bibtex.style.template sphinxcontrib.bibtex.transforms
    """.split()
)
"""The modules that have a page in the manual of their project."""
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `(tests/[\w/]+\.py)::(test_\w+)` \|$", re.MULTILINE)
TABLE = {
    name: (set(re.findall("`([^`]+)`", files)), ROOT / path, test)
    for names, files, path, test in ROW.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    for name in re.findall("`([^`]+)`", names)
}


def private_names(code: str) -> Iterator[str]:
    """The names that a file takes from another project's inner modules, or that begin with an underscore there."""
    tree = ast.parse(code)
    nodes = list(ast.walk(tree))
    ours = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    ours |= {node.id for node in nodes if isinstance(node, ast.Name)} | {"_replace"}  # the last is of any named tuple
    ours |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if is_private(alias.name))
        elif isinstance(node, ast.ImportFrom) and not node.level:
            whole = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name for name in whole if is_private(name))
        elif isinstance(node, ast.Attribute) and is_inner(node.attr) and node.attr not in ours:
            yield node.attr
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"getattr", "hasattr", "setattr"}:
            yield from (
                each.value for each in node.args[1:2] if isinstance(each, ast.Constant) and is_inner(each.value)
            )


def is_private(name: str) -> bool:
    module, _, last = name.rpartition(".")
    known = IN_MANUALS | {each.rpartition(".")[0] for each in IN_MANUALS}
    return name.split(".")[0] in OTHERS and name not in IN_MANUALS and (module not in known or is_inner(last))


def is_inner(name: str) -> bool:
    return name.startswith("_") and len(name) > 1 and not name.startswith("__")


def used() -> dict[str, set[str]]:
    """Each such name of our code, with the files that use it."""
    found = defaultdict(set)
    for path in [ROOT / "conf.py", *(path for folder in ("_ext", "tools") for path in (ROOT / folder).rglob("*.py"))]:
        for name in private_names(path.read_text(encoding="utf-8")):
            found[name].add(path.relative_to(ROOT).as_posix())
    return dict(found)


def test_each_private_name_stands_in_the_table_with_the_files_that_use_it():
    assert {name: files for name, (files, _, _) in TABLE.items()} == used()


@pytest.mark.parametrize("name", TABLE)
def test_the_test_that_guards_a_private_name_is_there(name):
    _, file, test = TABLE[name]
    assert f"\ndef {test}(" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "found"),
    {
        "from sphinx.search import IndexBuilder": ["sphinx.search.IndexBuilder"],
        "import furo.navigation": ["furo.navigation"],
        "from bibclean._parser import _Scanner": ["bibclean._parser._Scanner"],
        "env._tags": ["_tags"],
        "getattr(env, '_tags')": ["_tags"],
        "from sphinx.locale import _": [],
        "from sphinx.util import logging\nfrom docutils import nodes\nimport pybtex.plugin": [],
        "from sphinx.application import Sphinx": [],
        "app._ours = 1\napp._ours": [],
        "def _ours(): ...\nmodule._ours": [],
        "import os\nfrom shared._ours import one": [],
    }.items(),
)
def test_what_is_private(code, found):
    assert list(private_names(code)) == found
