"""Writing by a language model on this machine that transformers can load."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.messages import Dropped
from tweetopt.optimizer.settings import Settings, Style
from tweetopt.optimizer.writers.base import Brief, Proposal
from tweetopt.optimizer.writers.prompting import chat_prompt, plain_prompt, styles_of
from tweetopt.optimizer.writers.replies import read_reply

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from tweetopt.optimizer.writers.steering import Steering

_TEMPERATURE = 0.9
_TOP_P = 0.95
_LONGER = 2.0
"""Tokens of a version against those of its text; and some room for very short ones:"""
_ROOM = 24


@dataclass(frozen=True)
class HuggingFaceWriter:
    """Writes with a causal or sequence-to-sequence model. Follows `Writer`.

    Attributes:
        model: The model, on a GPU where there is one.
        tokenizer: Its tokenizer; one with a chat template is asked, others go on with examples.
        source: The model's name on the hub, or its folder.
        licence: As its card says; None where it doesn't.
    """

    model: "PreTrainedModel" = field(repr=False)
    tokenizer: "PreTrainedTokenizerBase" = field(repr=False)
    source: str
    licence: str | None

    name = "transformers"
    fluent = True
    seeded = True

    @classmethod
    def load(cls, source: str) -> "HuggingFaceWriter":
        """A writer by the name of a model on the hub, or its folder.

        Raises:
            ValueError: There is no such model, or transformers can't load it.
        """
        import transformers

        try:
            config = transformers.AutoConfig.from_pretrained(source, trust_remote_code=False)
            kind = (
                transformers.AutoModelForSeq2SeqLM
                if config.is_encoder_decoder
                else transformers.AutoModelForCausalLM
            )
            model = kind.from_pretrained(
                source, dtype="auto", use_safetensors=True, trust_remote_code=False
            )
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                source, padding_side="left", trust_remote_code=False
            )
        except (OSError, ValueError, KeyError, ImportError) as error:
            reason = (str(error).strip() or repr(error)).splitlines()[0][:200]
            raise ValueError(
                f"--writer hf:{source}: expected a model that transformers can load, a folder or a "
                f"name on the hub, got: {reason}"
            ) from error
        if tokenizer.pad_token is None:
            tokenizer.pad_token = tokenizer.eos_token
        device = "cuda" if torch.cuda.is_available() else "cpu"
        return cls(model.to(device).eval(), tokenizer, source, _licence(source))

    @property
    def notice(self) -> str:
        """See `Writer.notice`."""
        licence = self.licence or "unknown; see its card"
        return f"hf:{self.source} writes on this machine ({self.model.device}); licence: {licence}."

    def propose(
        self, briefs: Sequence[Brief], *, engine: Engine, settings: Settings
    ) -> Iterator[tuple[int, Proposal]]:
        """See `Writer.propose`."""
        for place, brief in enumerate(briefs):  # each by itself: sampling depends on the batch
            for reply, ended in self._write(brief, engine=engine, settings=settings):
                text, fault = read_reply(reply, original=brief.request.text)
                yield place, brief.proposal(text, fault=fault if ended else Dropped.RAN_ON)

    @torch.inference_mode()
    def _write(self, brief: Brief, *, engine: Engine, settings: Settings) -> list[tuple[str, bool]]:
        """All versions of a round, as one batch; each with whether it came to its end."""
        import transformers

        styles = styles_of(settings, versions=settings.versions, round_number=brief.round)
        prompts = [self._prompt(brief, style, settings) for style in styles]
        inputs = self.tokenizer(
            prompts, return_tensors="pt", padding=True, add_special_tokens=not self._chats
        ).to(self.model.device)
        length = len(self.tokenizer(brief.request.text)["input_ids"])
        skipped = 1 if self.model.config.is_encoder_decoder else inputs["input_ids"].shape[1]
        steering = self._steering([brief] * len(styles), skipped, engine, settings)
        with torch.random.fork_rng():  # the program's own draws go on as if nothing had been here
            torch.manual_seed(settings.seed * 1000 + brief.round)
            written = self.model.generate(
                **inputs,
                do_sample=True,
                temperature=_TEMPERATURE,
                top_p=_TOP_P,
                max_new_tokens=round(_LONGER * length) + _ROOM,
                pad_token_id=self.tokenizer.pad_token_id,
                logits_processor=transformers.LogitsProcessorList([steering] if steering else []),
            )[:, skipped:]
        replies = self.tokenizer.batch_decode(written, skip_special_tokens=True)
        return [self._first(reply, row) for reply, row in zip(replies, written, strict=True)]

    @property
    def _chats(self) -> bool:
        return self.tokenizer.chat_template is not None

    def _prompt(self, brief: Brief, style: Style, settings: Settings) -> str:
        if not self._chats:
            return plain_prompt(brief, style)
        messages = chat_prompt(brief, style, settings=settings)
        prompt: Any = self.tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        return str(prompt)

    def _steering(
        self, briefs: Sequence[Brief], skipped: int, engine: Engine, settings: Settings
    ) -> "Steering | None":
        from tweetopt.optimizer.writers.steering import Steering

        if not settings.steering:
            return None
        return Steering.toward(
            briefs,
            engine=engine,
            decode=self.tokenizer.batch_decode,
            skipped=skipped,
            weight=settings.steering,
        )

    def _first(self, reply: str, tokens: torch.Tensor) -> tuple[str, bool]:
        """The first version in a reply: a model that goes on with examples makes up more."""
        ended = bool((tokens == self.tokenizer.eos_token_id).any())
        if self._chats or self.model.config.is_encoder_decoder:
            return reply, ended
        first, more, _ = reply.partition("\n\nPost:")
        return first, ended or bool(more)


def _licence(source: str) -> str | None:
    """What a model's card says of its licence; None where there is no card, or it says nothing."""
    from huggingface_hub import ModelCard
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    card = Path(source) / "README.md"
    try:
        data = (ModelCard.load(card) if Path(source).is_dir() else ModelCard.load(source)).data
    except (OSError, ValueError, HfHubHTTPError, OfflineModeIsEnabled):
        return None
    found = getattr(data, "license", None)
    return str(found) if found else None
