"""A trained T5-VAE for use, in plain torch."""
