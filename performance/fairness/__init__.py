"""Fair comparison, why a figure changed, what goes with bad outcomes, and what to look at now.

Pure functions on arrays (`adjust`, `change`, `odds`, `tokens`) are kept apart from reading the
records (`mix`, `why`, `causes`, `findings`). docs/fairness.md says how well they do.
"""
