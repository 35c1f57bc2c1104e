"""The shell: HTTP, pages, jobs, database, settings."""
