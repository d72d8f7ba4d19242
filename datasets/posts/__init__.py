"""Past posts as platforms, scrapers and archives give them away, and what is in there."""
