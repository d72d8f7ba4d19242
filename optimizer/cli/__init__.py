"""The command line. Nothing heavy is imported before a command runs."""

from tweetopt.optimizer.cli.app import main

__all__ = ["main"]
