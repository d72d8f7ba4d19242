"""The space of codes: samples, paths and maps."""
