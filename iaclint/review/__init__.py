"""What people said of findings: suppressions, the baseline, and the comparison with a revision."""
