"""How well the search does: judges, baselines, contests."""
