"""Migrations: each adds, backfills, then enforces, and works with the code before it."""
