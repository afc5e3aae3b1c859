"""The search index is the one that Sphinx makes, to the byte."""

PAGES = {
    "index": "# Running runners run\n\n```{toctree}\nother\n```\n",
    "other": "# Others\n\nThey ran, running *runs*.\n",
}


def test_the_index_is_the_same(project):
    project.write(conf='extensions = ["myst_parser"]\n', **PAGES).build()
    before = (project.outdir / "searchindex.js").read_bytes()
    project.write(conf='extensions = ["fast_search", "myst_parser"]\n').build()
    assert b'"runner"' in before
    assert (project.outdir / "searchindex.js").read_bytes() == before
