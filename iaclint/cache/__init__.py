"""What an earlier run found, for the next one over the same files."""
