"""The one pipeline: writers propose; what keeps its promises is encoded, predicted and ranked."""
