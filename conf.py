"""Configuration of the Sphinx build, in the order of the manual: settings only, every function lives in _ext/."""

import os
import sys
from pathlib import Path

sys.path.insert(0, os.path.abspath("_ext"))
from shared import addresses, book

book.use(Path())  # book.toml: the settings of our own extensions that are about the subject (contributing/settings.md)

# -- Project: https://www.sphinx-doc.org/en/master/usage/configuration.html#project-information
project = "Ketamine-assisted psychotherapy: concerns and evidence"
author = "The contributors"
copyright = "2026, the contributors. Text: CC BY 4.0"
version = release = "0.1.0"
source_language = "en"  # of the pages; another edition: make translate LANGUAGE=de, or the host's variable (HOSTING.md)
language = addresses.language(source_language)
locale_dirs = ["locale"]
gettext_compact = False  # a catalogue for each page
editions = {}  # language -> the address of its edition, this one among them
text_licence = "https://creativecommons.org/licenses/by/4.0/"

# From the environment (HOSTING.md); where none is known, the links that need one are left out.
html_baseurl = addresses.site()
repository_url = addresses.repository()

# -- General: the folders of _ext/, each with its features in alphabetical order
extensions = ["citations", "myst_parser", "rules", "shared.table_roles", "shared.translated_settings"]
extensions += ["sphinxcontrib.bibtex", "typst_pdf"]
extensions += ["evidence.duration_chart", "evidence.evidence_table", "evidence.icon_array", "evidence.option_grid"]
extensions += ["evidence.outcomes", "evidence.retractions", "evidence.search_account", "evidence.summary_of_findings"]
extensions += ["pages.change_feed", "pages.concern_cards", "pages.fold", "pages.page_css", "pages.page_history"]
extensions += ["pages.page_status", "pages.picture_list", "pages.plain_tables", "pages.questions"]
extensions += ["pages.settings_page", "pages.translation"]
extensions += ["performance.gc_tuning", "performance.minified_css", "performance.navigation_cache"]
extensions += ["website.ebook", "website.editions", "website.evidence_json", "website.link_picture"]
extensions += ["website.link_preview", "website.not_found", "website.pdf_link", "website.reference_downloads"]
extensions += ["website.reference_filter", "website.section_search", "website.site_file", "website.sitemap"]
extensions += ["website.stale_pages", "website.structured_data"]
# An allow-list: the folder also holds README.md, tests and an environment, which are no pages and need no search.
include_patterns = ["*.md", "faq/*.md", "contributing/*.md"]
exclude_patterns = ["[A-Z]*.md", "faq/_*.md", ".*", "bench", "build"]  # for contributors; copied or included; no pages
nitpicky = True
linkcheck_ignore = [r"https://(doi|pubmed\.ncbi\.nlm\.nih)\."]  # they bar machines: `make watch` asks them instead
show_warning_types = True
templates_path = ["_templates"]

# -- MyST: https://myst-parser.readthedocs.io/en/latest/configuration.html
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
myst_url_schemes = ["http", "https", "mailto", "tel"]  # with "tel" a reader in need calls by a touch

# -- Citations: https://sphinxcontrib-bibtex.readthedocs.io/en/latest/usage.html
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "medical"  # this and the next are from _ext/citations/style.py
bibtex_reference_style = "author_year_round"

# -- HTML: https://www.sphinx-doc.org/en/master/usage/configuration.html#options-for-html-output
html_theme = "furo"
html_title = "KAP: concerns and evidence"
html_static_path = ["_static"]
html_css_files = ["site.css"]
page_css = "_static/pages"  # each file is for the pages that hold the class of its name, or have that name
html_favicon = "_static/logo.svg"
_parts = ("brand", "search", "scroll-start", "navigation", "tools", "scroll-end")
html_sidebars = {"**": [f"sidebar/{part}.html" for part in _parts]}
html_permalinks = False  # a "#" in each heading's name is noise to a screen reader; the contents list has the addresses
html_copy_source = html_show_sphinx = False

# Id of a section -> what stands in it.
fold_sections = {id: name for name in ("studies", "references") for id in book.BOOK.ids(name)}

# -- Search: every setting is explained in _ext/website/section_search.py
search_weights = {"faq/*": 1, "comparison": 0.7, "conclusion": 0.7, "index": 0.5, "glossary": 0.3, "*": 0.2}
search_help_class = "crisis"
search_help_words = ["suicide", "suicidal", "kill myself", "end my life", "want to die", "self-harm", "hurt myself"]

# -- PDF: every setting is explained in _ext/typst_pdf/README.md
typst_filename = "ketamine-assisted-psychotherapy.pdf"
pdf_link = f"build/pdf/{typst_filename}"  # where `make pdf` puts it; the site offers it where it was built
typst_font_paths = ["_typst/fonts"]
typst_svg_font = "Source Sans 3"
typst_paper = "a4"  # or "us-letter"
typst_description = "What the research says about seventeen common concerns, and how sure it is."
typst_keywords = ["ketamine", "psychotherapy", "depression", "patient information", "evidence"]
typst_bibliography = "references"
typst_elements = {
    "notice": "This is information, not medical advice. No clinician has reviewed it yet.",
    "key_title": "How sure we are, and the words that we use for it",
    "key": [[words, f"“{book.BOOK.wording[level]}”"] for level, words in book.BOOK.certainty.items()],
    "colours": book.BOOK.colours,
}
typst_looks = dict.fromkeys(book.BOOK.ids("questions"), "to-tick")
typst_book_leaves = ["changes", "questions", "sources"]  # for editors, and what each page has: on the web
typst_book_skips = book.BOOK.ids("studies")  # each study stands once
typst_book_skips += ["what-was-searched-and-when", "what-was-left-out-and-why"]
typst_book_skips += ["how-each-number-is-checked", "how-sure-we-are-page-by-page", "data-to-build-on"]  # for editors
typst_help_class = "crisis"
typst_handouts = ["faq/*"]
typst_handout_sheets = 2
typst_handout_sections = book.BOOK.ids("answer", "help", "questions")
typst_handout_pictures = ["icon-array", "picture-list"]
# Its table would double the length; each work is in the list of references.
typst_handout_skips = book.BOOK.ids("studies")

# -- E-book: https://www.sphinx-doc.org/en/master/usage/configuration.html#options-for-epub-output
epub_basename = "ketamine-assisted-psychotherapy"
epub_description = typst_description
epub_uid = epub_identifier = epub_basename
epub_contributor = author
epub_css_files = ["ebook.css"]
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_tocscope = "includehidden"
epub_tocdepth = 2
epub_tocdup = epub_use_index = False
