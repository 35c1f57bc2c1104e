"""Pages for people: rendered here from templates, over the same workflows as the API; nothing from elsewhere."""
