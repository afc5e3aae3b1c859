"""What several groups use: the one reader of `.bib` and of LaTeX, the words of the project, facts of a page."""
