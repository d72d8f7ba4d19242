"""Lists the sub-packages, so that none is forgotten; everything else is in pyproject.toml."""

from setuptools import find_packages, setup

ROOTS = ("optimizer", "vae", "predictors", "datasets", "examples")
setup(packages=[f"tweetopt.{name}" for name in find_packages() if name.split(".")[0] in ROOTS])
