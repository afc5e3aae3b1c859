"""The blocks and roles that Sphinx, MyST and all extensions have: asked of their registries, not kept in a list."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from warnings import catch_warnings, simplefilter

from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import en
from myst_parser.parsers.directives import MarkupError, parse_directive_text
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from rules.page import Directive
from rules.registry import nearest


class Names(NamedTuple):
    directives: dict[str, type | tuple[str, str] | None]
    """Name -> class, or where docutils has it."""
    roles: frozenset[str]

    def block(self, name: str) -> type | None:
        """The class of a block."""
        kind = self.directives.get(name)
        if isinstance(kind, tuple):
            return getattr(import_module(f"docutils.parsers.rst.directives.{kind[0]}"), kind[1])
        return kind

    def problems(self, directive: Directive) -> Iterator[str]:
        """What MyST-Parser will say of the block's words, options and text, found by its own function."""
        kind = self.block(directive.name)
        try:
            parsed = parse_directive_text(kind, directive.argument, directive.body) if kind else None
        except MarkupError as error:
            yield f"{error}: write it as its manual says"
            return
        for problem in parsed.warnings if parsed else ():
            name = re.match(r"Unknown option key: '([^']*)'", problem.msg)
            if name:
                near = nearest(name[1], kind.option_spec or ())
                yield f"it has no option `{name[1][:40]}`{near or ': delete that line'}"
            else:
                yield f"{problem.msg}{'' if ':' in problem.msg else ': delete what is too much'}"


def registered(app: Sphinx) -> Names:
    """What can be written on a page of that project."""
    blocks = {"eval-rst": None, **directives._directive_registry, **directives._directives}  # the first is MyST's own
    words = {*roles._roles, *roles._role_registry}
    # Docutils has further names for some in each language: "sub" is "subscript".
    blocks |= {alias: blocks[name] for alias, name in en.directives.items() if name in blocks and alias not in blocks}
    words |= {alias for alias, name in en.roles.items() if name in words}
    for name, domain in app.registry.domains.items():
        prefixes = [f"{name}:", *([""] if name in {"std", app.config.primary_domain} else [])]
        for prefix in prefixes:
            blocks |= {prefix + each: kind for each, kind in domain.directives.items()}
            words |= {prefix + each for each in domain.roles}
        blocks |= {f"{name}:{each}": kind for each, kind in app.registry.domain_directives.get(name, {}).items()}
        words |= {f"{name}:{each}" for each in app.registry.domain_roles.get(name, ())}
    return Names(blocks, frozenset(words))


def ask(root: Path) -> Names | None:
    """Start Sphinx for that project, which takes a second, and ask it; ``None`` where it does not start."""
    try:
        with tempfile.TemporaryDirectory() as folder, patch_docutils(), docutils_namespace():
            return registered(Sphinx(root, root, folder, folder, "dummy", status=None, warning=io.StringIO()))
    except Exception:  # whatever stops Sphinx there, the build tells; this only asks for names
        return None


_WARNING = re.compile(
    r"^(?:(?P<path>[^\n]*?\.\w+):(?P<line>\d*):? ?)?(?:WARNING|ERROR|CRITICAL): (?P<said>[^\n]*?)(?P<kind> \[[\w.-]+\])?$",
    re.MULTILINE,
)


def read_by_sphinx(root: Path) -> list[tuple[str, int, str]]:
    """``(path, line, message)`` of all that a build says of those pages beside what the rules say; nothing is written.

    The build is a real one, with the rules in it, so nothing is told twice.
    """
    said = io.StringIO()
    settings = {"show_warning_types": True}
    try:
        with tempfile.TemporaryDirectory() as folder, patch_docutils(), docutils_namespace(), catch_warnings():
            simplefilter("ignore")  # Python's own, of old names in other packages
            app = Sphinx(root, root, folder, folder, "dummy", settings, status=None, warning=said)
            app.build(force_all=True)
    except Exception as error:
        said.write(f"\nWARNING: the build ends with {type(error).__name__}: {str(error)[:200]}")
    found = []
    for match in _WARNING.finditer(strip_colors(said.getvalue())):
        if not (match["kind"] or "").startswith(" [rules."):
            path = Path(match["path"] or "conf.py")
            path = path.relative_to(root) if path.is_relative_to(root) else path
            found.append((path.as_posix(), max(1, int(match["line"] or 1)), match["said"]))
    return found
