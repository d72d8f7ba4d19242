"""A model and the predictors of its codes, which go together everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import torch
from torch import Tensor

from tweetopt.datasets import TextKind, find_kind
from tweetopt.optimizer.goals import Goal
from tweetopt.predictors import Prediction, PropertyPredictor, load_predictor
from tweetopt.predictors.base import as_guess, for_texts
from tweetopt.predictors.evidence import Evidence, find_evidence
from tweetopt.predictors.registry import DEFAULT_PREDICTOR
from tweetopt.predictors.rewrite_share import Originals, about_rewrites
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.folders import DEFAULT_MODEL


@dataclass(frozen=True)
class Engine:
    """A model with predictors of its latent space.

    Attributes:
        autoencoder: Texts to codes and back.
        predictors: By property; an account median is in the first one's unit.
        evidence: What real posts say of their properties, where that is known.
    """

    autoencoder: TextAutoencoder
    predictors: Mapping[str, PropertyPredictor]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    @classmethod
    def load(
        cls, model: str | Path = DEFAULT_MODEL, *, predictors: Sequence[str | Path] = ()
    ) -> "Engine":
        """Load a model and its predictors by folder or name.

        Raises:
            FileNotFoundError: One of them is missing.
            ValueError: One is damaged, is no predictor, or belongs to another model; or the
                kind of the model's texts is unknown.
        """
        autoencoder = TextAutoencoder.from_pretrained(model)
        find_kind(autoencoder.kind)  # refused now, and not row by row
        names = predictors or [DEFAULT_PREDICTOR]
        loaded = [load_predictor(name, fingerprint=autoencoder.fingerprint) for name in names]
        found = {each.property: each for name in names if (each := find_evidence(name))}
        by_name = {predictor.info.name: predictor for predictor in loaded}
        told = {name: each.about(by_name[name]) for name, each in found.items() if name in by_name}
        return cls(autoencoder, by_name, told)

    @cached_property
    def kind(self) -> TextKind:
        """What the model's texts are."""
        return find_kind(self.autoencoder.kind)

    def differentiable(self, goals: Sequence[Goal]) -> bool:
        """Whether the predictors of all these goals have gradients."""
        return all(self.predictors[goal.property].info.differentiable for goal in goals)

    def check_goals(self, goals: Sequence[Goal]) -> None:
        """Refuse goals that no predictor measures.

        Raises:
            ValueError: There is such a goal.
        """
        for goal in goals:
            if goal.property not in self.predictors:
                raise ValueError(
                    f"goal {goal}: expected a property among "
                    f"{', '.join(self.predictors) or 'none loaded'}, got {goal.property!r}; "
                    "name its predictor with --predictor"
                )

    def medians(self, name: str, account_medians: Sequence[float | None]) -> Tensor:
        """The account medians for one predictor, shape `(n,)`; NaN where unknown."""
        first = name == next(iter(self.predictors))
        known = [
            median if first and median is not None else torch.nan for median in account_medians
        ]
        return torch.tensor(known, dtype=torch.float32)

    def predict(
        self,
        texts: Sequence[str],
        *,
        account_medians: Sequence[float | None],
        rewrites_of: Sequence[str] | None = None,
    ) -> list[dict[str, Prediction]]:
        """Each text's predictions by property, entities masked first.

        Args:
            texts: n texts.
            account_medians: What each one's account usually gets, None where unknown.
            rewrites_of: The n texts that these are rewrites of, if they are: a rewrite is predicted
                from its original on, see `predictors.rewrites`.

        Raises:
            ValueError: A text is empty or too long.
        """
        masked = [self.kind.mask(text).text for text in texts]
        originals = rewrites_of and self._originals(
            [self.kind.mask(text).text for text in rewrites_of]
        )
        return self.predict_latents(
            self.autoencoder.encode(masked),
            texts=masked,
            account_medians=account_medians,
            originals=originals or None,
        )

    def predict_latents(
        self,
        latents: Tensor,
        *,
        texts: Sequence[str],
        account_medians: Sequence[float | None],
        originals: Originals | None = None,
    ) -> list[dict[str, Prediction]]:
        """Predictions by property.

        Args:
            latents: Codes, shape `(n, latent_dim)`.
            texts: The n masked texts that the codes are of, or near to: what they are worded like.
            account_medians: As for `predict`.
            originals: The n texts that these are rewrites of, if they are.
        """
        columns = {}
        for name, predictor in self.predictors.items():
            medians = self.medians(name, account_medians)
            asked = (
                for_texts(predictor, texts)
                if originals is None
                else about_rewrites(predictor, texts, originals=originals)
            )
            columns[name] = asked.predict(latents, medians)
        strange = self.strange(texts)
        return [
            {name: self._told(name, each, guess) for name, each in zip(columns, row, strict=True)}
            for row, guess in zip(zip(*columns.values(), strict=True), strange, strict=True)
        ]

    def strange(self, texts: Sequence[str]) -> list[bool]:
        """Whether each masked text is unlike all that the model learned from."""
        wording = self.autoencoder.wording
        if wording is None or not self.kind.prose:
            return [False] * len(texts)
        return wording.strange(texts)

    def _told(self, name: str, prediction: Prediction, guess: bool) -> Prediction:
        return as_guess(prediction, self.predictors[name].info.scale) if guess else prediction

    def _originals(self, texts: Sequence[str]) -> Originals:
        """Masked texts, perhaps the same ones many times, as what others are rewrites of."""
        different = list(dict.fromkeys(texts))
        place = {text: row for row, text in enumerate(different)}
        codes = self.autoencoder.encode(different)
        return Originals(codes[[place[text] for text in texts]], texts)
