"""What a page is made of: base pages, components, forms on a page, dates in words, languages."""
