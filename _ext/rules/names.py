"""The blocks and roles that Sphinx, MyST and all extensions have: asked of their registries, not kept in a list."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import NamedTuple

from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import en
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils


class Names(NamedTuple):
    directives: frozenset[str]
    roles: frozenset[str]


def registered(app: Sphinx) -> Names:
    """What can be written on a page of that project."""
    blocks = {*directives._directives, *directives._directive_registry, "eval-rst"}  # the last is MyST's parser's own
    words = {*roles._roles, *roles._role_registry}
    # Docutils has further names for some in each language: "sub" is "subscript".
    blocks |= {alias for alias, name in en.directives.items() if name in blocks}
    words |= {alias for alias, name in en.roles.items() if name in words}
    for name, domain in app.registry.domains.items():
        prefixes = [f"{name}:", *([""] if name in {"std", app.config.primary_domain} else [])]
        for prefix in prefixes:
            blocks |= {prefix + each for each in domain.directives}
            words |= {prefix + each for each in domain.roles}
        blocks |= {f"{name}:{each}" for each in app.registry.domain_directives.get(name, ())}
        words |= {f"{name}:{each}" for each in app.registry.domain_roles.get(name, ())}
    return Names(frozenset(blocks), frozenset(words))


def ask(root: Path) -> Names | None:
    """Start Sphinx for that project, which takes a second, and ask it; ``None`` where it does not start."""
    try:
        with tempfile.TemporaryDirectory() as folder, patch_docutils(), docutils_namespace():
            return registered(Sphinx(root, root, folder, folder, "dummy", status=None, warning=io.StringIO()))
    except Exception:  # whatever stops Sphinx there, the build tells; this only asks for names
        return None
