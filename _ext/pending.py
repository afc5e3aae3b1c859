"""Holds the place of the chart that is being written: delete this file when it is in."""

from __future__ import annotations

from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, is_directive_registered


class Pending(SphinxDirective):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = dict.fromkeys(("when", "certainty", "cite"), directives.unchanged)

    def run(self) -> list:
        return []


def hold(app: Sphinx, config: object) -> None:
    for name in ("duration-chart",):
        if not is_directive_registered(name):
            app.add_directive(name, Pending)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", hold)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
