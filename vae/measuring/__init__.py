"""What a trained model is worth: fidelity, smoothness, validity, meaning."""
