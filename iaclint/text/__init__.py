"""Source text: positions, text assembled from several places, and the readers of JSON, YAML and HCL."""
