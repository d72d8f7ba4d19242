import pytest
import torch

from tweetopt.predictors.scales import Scale

FITTING = {
    Scale.LOG1P: [0.0, 3.0, 500.0],
    Scale.LOGIT: [0.0, 0.013, 0.5, 1.0],
    Scale.PLAIN: [1.0, 2.0, 5.0],
    Scale.LABEL: [0.0, 1.0, 1.0],
}


@pytest.mark.parametrize("scale", Scale)
def test_scales_are_chosen_from_the_numbers(scale):
    values = torch.tensor(FITTING[scale])
    assert Scale.of(values) is scale
    scale.check(values, source="table")


@pytest.mark.parametrize("values", [[0.25, 100.5], [-3.0, 500.0], [1.0, 1.0], [0.0, 10.0]])
def test_what_is_neither_count_nor_rate_nor_label_is_plain(values):
    assert Scale.of(torch.tensor(values)) is Scale.PLAIN


@pytest.mark.parametrize("scale", Scale)
def test_scales_lead_back(scale):
    values = torch.tensor([0.01, 0.2, 0.9])
    torch.testing.assert_close(scale.inverse(scale.forward(values)), values)
    ends = scale.forward(torch.tensor([0.0, 1.0]))
    assert ends.isfinite().all()


@pytest.mark.parametrize(
    ("scale", "values", "message"),
    [
        (Scale.LOG1P, [-1.0, 5.0], "expected numbers of at least 0 for the scale log1p, got -1"),
        (Scale.LOGIT, [0.5, 3.0, 4.0], "expected rates from 0 to 1 for the scale logit, got 3 and"),
        (Scale.LABEL, [0.0, 0.5], "expected labels of 0 and 1 for the scale label, got 0.5"),
        (Scale.LABEL, [1.0, 1.0], "expected both labels, 0 and 1, got 1 alone"),
    ],
)
def test_numbers_that_a_scale_cannot_hold_are_refused(scale, values, message):
    with pytest.raises(ValueError, match=message) as error:
        scale.check(torch.tensor(values), source="table")
    assert str(error.value).startswith("table: ")
