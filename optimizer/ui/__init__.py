"""The page of `optimize ui`. A leaf: only its command imports it."""
