"""Reports: what a run found, in the form that somebody reads. One module a format."""
