"""What is installed."""

import json


def test_info(optimize):
    data = json.loads(optimize("info", "--json")[1])
    assert (data["texts"], data["latent_dim"]) == ("tweets", 32)
    assert "likes" in optimize("info")[1]
