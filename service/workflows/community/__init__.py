"""What people do with each other: threads, polls, helping."""
