"""The tree over the log's hashes, and what is signed about it. Knows no model and no setting."""
