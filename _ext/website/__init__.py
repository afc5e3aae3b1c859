"""What the site has beside its pages: search, downloads, previews, sitemap, error page, e-book; and what keeps it current."""
