"""From texts to a trained T5-VAE."""
