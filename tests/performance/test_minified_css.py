"""Our stylesheets as a reader downloads them."""

from __future__ import annotations

CONF = """
extensions = ["myst_parser", "performance.minified_css"]
html_static_path = ["_static"]
html_css_files = ["site.css", ("paper.css", {"media": "print"})]
"""


def write_css(project, **sheets: str) -> None:
    (project.source / "_static").mkdir(exist_ok=True)
    for name, text in sheets.items():
        (project.source / "_static" / f"{name}.css").write_text(text, encoding="utf-8")


def test_comments_and_spaces_stay_with_us_and_every_rule_goes_out(project):
    project.write(conf=CONF, index="# Home")
    write_css(
        project, site='/* why */\na::before {\n  content: "→ /* kept */" / "";\n}\n', paper="p {\n  color: #000;\n}\n"
    )
    project.build()
    assert (project.outdir / "_static/site.css").read_text("utf-8") == 'a::before{content:"→ /* kept */" / ""}'
    assert (project.outdir / "_static/paper.css").read_text("utf-8") == "p{color:#000}"
    assert "/* why */" in (project.source / "_static/site.css").read_text("utf-8")


def test_an_edit_of_a_stylesheet_reaches_the_reader(project):
    project.write(conf=CONF, index="# Home")
    write_css(project, site="p { color: red }", paper="")
    project.build()
    write_css(project, site="p { color: green }")
    project.build()
    assert (project.outdir / "_static/site.css").read_text("utf-8") == "p{color:green}"
