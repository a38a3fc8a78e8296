"""The meaning of a policy: its grammar, its sets of actions, keys and principals, and the access that it gives.

What a rule asks, and where (each module says more):

* ``document``: ``read_document(value)``; ``grammar`` and ``elements``: what AWS refuses; ``quota``: ``size(...)``.
* ``identity``: ``Identity(document)``: full access, all keys, all roles, administrators (KMS101-106, IAM101-105).
* ``resource_policy``: ``ResourcePolicy(document, trust_actions)``: outsiders, networks (IAM201).
* ``key_policy``: ``KeyPolicy(document, account_id, key)``: the same, lockout, delegation, managing users (KMS201-204,
  KMS209); ``key_statements``: grants, deputies, outside accounts, no effect (KMS205-208).
* ``witness``: ``of_identity(identity, access)`` and ``of_policy(policy, access)``: one request that shows it.
* ``condition``: ``Block``, what the conditions of a statement guarantee, by the table of ``condition_keys``.
* ``catalogue``: the actions and condition keys that exist.

Beneath them: ``pattern``, ``reading``, ``automaton``, ``language`` (sets of patterns), ``sets`` (actions and resources
of a statement), ``universe`` (all keys, all roles), ``principal``, ``caller``; and for witnesses ``callers``,
``solving``, ``comparison``, ``sampling``.
"""
