"""The meaning of a policy: its grammar, its sets of actions, keys and principals, and the access that it gives."""
