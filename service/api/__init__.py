"""The HTTP API under `/v1`: one file a resource; routes translate, workflows do the work."""
