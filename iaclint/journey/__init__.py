"""What a run is made of: its tasks, who judges them, what comes out; ``run.py`` puts the parts together."""
