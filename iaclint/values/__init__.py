"""Values as a deploying tool computes them, each with the place that produced it; not knowing is a value too."""
