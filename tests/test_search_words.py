"""Everyday words and glossary terms are found after an edit as after a build from nothing."""

import json

CONF = 'extensions = ["myst_parser", "search_words"]\n'
INDEX = "# Start\n\n```{toctree}\nsafety\nother\n```\n"
SAFETY = "# Is it safe?\n\n## Bladder\n\n```{index} ! pee\n```\n\nHeavy use harms it.\n"


def entries(project):
    text = (project.outdir / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))["indexentries"]


def test_a_word_of_a_page_that_is_not_written_again_is_still_found(project):
    first = entries(project.write(conf=CONF, index=INDEX, safety=SAFETY, other="# Other\n").build())
    assert "pee" in first
    assert entries(project.write(other="# Another\n").build()) == first
    assert entries(project.build()) == first


def test_an_edit_taken_back_gives_the_same_index_to_the_byte(project):
    built = project.write(conf=CONF, index=INDEX, safety=SAFETY, other="# Other\n").build()
    first = (built.outdir / "searchindex.js").read_bytes()
    project.write(other="# Another\n\nUnicorn.\n", safety=SAFETY.replace("pee", "urine")).build(jobs=2)
    project.write(other="# Other\n", safety=SAFETY).build()
    assert (built.outdir / "searchindex.js").read_bytes() == first


def test_a_word_that_was_taken_away_is_found_no_more(project):
    project.write(conf=CONF, index=INDEX, safety=SAFETY, other="# Other\n").build()
    assert "pee" not in entries(project.write(safety=SAFETY.replace("! pee", "! urine")).build())


def test_a_page_that_was_deleted_is_found_no_more(project):
    project.write(conf=CONF, index=INDEX, safety=SAFETY, other="# Other\n").build()
    project.write(other="# Another\n").build()
    (project.source / "safety.md").unlink()
    assert entries(project.write(index=INDEX.replace("safety\n", "")).build()) == {}
