"""Sample company: its training documents, their sources and what builds them."""
