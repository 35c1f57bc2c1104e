"""What the product does: one verb a file, one public function; API, pages, jobs and commands only call these."""
