"""Where the search went: told to those who ask, without a change to what is found."""

import torch
from sklearn.ensemble import RandomForestRegressor

from tweetopt.optimizer import (
    Effort,
    Engine,
    Permission,
    Request,
    Settings,
    optimize_texts,
    parse_goal,
)
from tweetopt.predictors import fit_sklearn
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.sklearn_predictor import SklearnCard

TEXT = "my dog hates the rain"
DRAFT = Settings(effort=Effort.DRAFT, candidates=20, may=[Permission.NEW_WORDS])


def requested(*texts, goal="likes=150"):
    return [Request(text, [parse_goal(goal)], account_median=100.0) for text in texts]


def searched(requests, engine):
    """The results, and the trail of each request."""
    trails = {}
    results = optimize_texts(
        requests,
        engine=engine,
        settings=DRAFT,
        on_trail=lambda request, trail: trails.update({request.text: trail}),
    )
    return results, trails


def test_being_watched_changes_no_result(engine):
    requests = requested(TEXT, "a friend hates old books", "the cat found the rain")
    watched, trails = searched(requests, engine)
    assert watched == optimize_texts(requests, engine=engine, settings=DRAFT)
    assert list(trails) == [request.text for request in requests]


def test_a_trail_leads_from_the_text_through_ever_larger_regions(engine):
    _, trails = searched(requested(TEXT), engine)
    trail, plan = trails[TEXT], DRAFT.plan
    assert trail.promised.shape == (plan.regions, plan.steps + 1)
    assert trail.latents.shape == (*trail.promised.shape, engine.autoencoder.latent_dim)
    steps = plan.refining_steps
    refined = engine.autoencoder.refine([TEXT], steps=steps, until_rebuilt=True)
    torch.testing.assert_close(trail.latents[:, 0], refined.expand(plan.regions, -1))
    assert (trail.promised[:, -1] > trail.promised[:, 0]).all()  # 150 is more than it gets
    reach = (trail.latents[:, -1] - trail.latents[:, 0]).norm(dim=1)
    assert reach[-1] > reach[0]  # the smallest region first


def test_a_text_has_the_same_trail_among_others(engine):
    alone = searched(requested(TEXT), engine)[1][TEXT]
    among = searched(requested("the cat found the rain", TEXT), engine)[1][TEXT]
    torch.testing.assert_close(alone.latents, among.latents, atol=1e-4, rtol=0)


def test_a_text_at_its_goal_has_none(engine):
    (result,), trails = searched(requested(TEXT, goal="likes>=1"), engine)
    assert (result.candidates, trails) == ([], {})


def test_a_search_without_gradients_has_its_generations(autoencoder, examples):
    card = SklearnCard(
        "likes", "likes", Scale.LOG1P, autoencoder.latent_dim, autoencoder.fingerprint
    )
    forest = fit_sklearn(
        RandomForestRegressor(20, max_depth=6, random_state=0),
        examples(0),
        calibration=examples(2),
        card=card,
    )
    _, trails = searched(requested(TEXT), Engine(autoencoder, {"likes": forest}))
    trail, plan = trails[TEXT], DRAFT.plan
    assert trail.promised.shape == (plan.regions, plan.generations + 1)
    assert (trail.promised[:, -1] >= trail.promised[:, 0]).all()
