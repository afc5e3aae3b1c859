"""The tests' own tool: a build fails on a warning unless the test says that it warns."""

import pytest

CONF = 'extensions = ["myst_parser"]\n'


def test_a_page_is_built_and_read_back(project):
    page = project.write(conf=CONF, index="# Hello\n").build().page()
    assert page.h1.get_text().startswith("Hello")


def test_an_unexpected_warning_fails_the_test(project):
    project.write(conf=CONF, index="# Hello\n\n[nowhere](#gone)\n")
    with pytest.raises(AssertionError, match="gone"):
        project.build()
