from dataclasses import replace

from tweetopt.optimizer import Engine
from tweetopt.predictors.scales import Scale


def test_a_whole_median_is_as_good_as_a_fraction(autoencoder, head):
    """Of whole numbers a tensor would be one of whole numbers, and so the interval's width."""
    card = replace(head.card, scale=Scale.PLAIN, radius_known=0.7, edges=(), radii=())
    engine = Engine(autoencoder, {"likes": replace(head, card=card)})
    assert engine.medians("likes", [3, 4]).is_floating_point()
    texts = ["my dog hates the rain"]
    whole, fraction = (
        engine.predict(texts, account_medians=[median])[0]["likes"] for median in (3, 3.0)
    )
    assert whole == fraction
    assert whole.high > whole.low
