"""The T5-VAE: a T5 whose decoder sees the input only through one latent code."""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from transformers import (
    AutoConfig,
    AutoModelForSeq2SeqLM,
    DynamicCache,
    EncoderDecoderCache,
    T5ForConditionalGeneration,
    initialization as init,
)
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput
from transformers.models.t5.modeling_t5 import T5DenseActDense, T5DenseGatedActDense

from tweetopt.vae.bottleneck import Gist, Grow, LatentLinear, Squeeze, TokenHints, norm_parts
from tweetopt.vae.config import T5VAEConfig
from tweetopt.vae.inference.activations import GELU
from tweetopt.vae.shapes import Features, Latents, Logits, TokenIds


@dataclass
class T5VAEOutput(Seq2SeqLMOutput):  # type: ignore[misc]  # transformers is untyped
    """What T5 returns, and the code that the decoder saw.

    Attributes:
        latents: Shape `(batch, latent_dim)`, or None where the caller gave the memory.
    """

    latents: Latents | None = None


class T5VAE(T5ForConditionalGeneration):  # type: ignore[misc]  # transformers is untyped
    """A T5 with a Tanh-bounded latent code between encoder and decoder.

    Saved and loaded like any transformers model. A plain T5 folder loads too; its bottleneck
    then starts fresh.
    """

    config_class = T5VAEConfig

    def __init__(self, config: T5VAEConfig) -> None:
        super().__init__(config)
        self.squeeze = Squeeze(config)
        self.gist = Gist(config) if config.gist_dim else None
        # From the gist to the teacher's sentence embeddings.
        taught = config.gist_dim and config.teacher_dim
        self.readout = LatentLinear(config.gist_dim, config.teacher_dim) if taught else None
        self.grow = Grow(config)
        self.hints = TokenHints(config)
        self.post_init()

    @torch.no_grad()
    def _init_weights(self, module: torch.nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, LatentLinear):
            init.normal_(module.weight, std=module.in_features**-0.5)
            init.zeros_(module.bias)

    def prepare_for_cpu(self) -> None:
        """Compute the same in the forms that train soonest on a processor."""
        self.set_attn_implementation("eager")  # the fused one's backward in bfloat16 is slow
        if self.config.dense_act_fn == "gelu_new":  # whose Tanh takes longer than a sigmoid
            for module in self.modules():
                if isinstance(module, T5DenseActDense | T5DenseGatedActDense):
                    module.act = GELU()

    def encode(self, input_ids: TokenIds, attention_mask: TokenIds) -> Latents:
        """Codes of token ids, shape `(batch, latent_dim)`, values between -1 and 1.

        Args:
            input_ids: Shape `(batch, length)`, length at most `config.max_tokens`.
            attention_mask: Shape `(batch, length)`, 0 at padding.
        """
        return self.encode_pre_tanh(input_ids, attention_mask).tanh()

    def encode_pre_tanh(self, input_ids: TokenIds, attention_mask: TokenIds) -> Latents:
        """As `encode`, before the Tanh, float32: there the prior is a standard normal."""
        embeddings = self.shared(input_ids)
        encodings = self.encoder(
            inputs_embeds=embeddings, attention_mask=attention_mask
        ).last_hidden_state
        codes: Tensor = self.squeeze(encodings, attention_mask).float()
        if self.gist is not None:
            gist = self.gist(encodings, embeddings, attention_mask).float()
            codes = torch.cat([gist, codes], 1)
        return norm_parts(codes, self.config.parts) if self.config.sphere else codes

    def memory(self, latents: Latents) -> BaseModelOutput:
        """What the decoder attends to, in the form that T5 takes for `encoder_outputs`."""
        return BaseModelOutput(last_hidden_state=self.grow(latents))

    def logits(self, latents: Latents, ids: TokenIds) -> Logits:
        """What the decoder expects at each place of texts `(batch, length)`, for their codes."""
        logits: Tensor = self(latents=latents, labels=ids, use_cache=False).logits
        return logits

    def decoder_features(self, latents: Latents, decoder_input_ids: TokenIds) -> Features:
        """What the vocabulary's layer takes, `(batch, length, d_model)`, for `(batch, length)`."""
        hidden: Tensor = self.decoder(
            input_ids=decoder_input_ids,
            encoder_hidden_states=self.grow(latents),
            use_cache=False,
        ).last_hidden_state
        return hidden * self.config.d_model**-0.5 if self.config.scale_decoder_outputs else hidden

    def hint_features(
        self, latents: Latents, *, length: int
    ) -> Float[Tensor, "batch {length} d_model"]:
        """The same for each position's token guessed from the code alone."""
        features: Tensor = self.hints(latents, length=length) * self.config.d_model**-0.5
        return features

    def forward(
        self,
        input_ids: TokenIds | None = None,
        attention_mask: TokenIds | None = None,
        labels: Int[Tensor, "batch target_length"] | None = None,
        latents: Latents | None = None,
        encoder_outputs: BaseModelOutput | None = None,
        **options: Any,  # the rest of T5's own signature
    ) -> T5VAEOutput:
        """T5's forward pass, through the code.

        Args:
            input_ids: Shape `(batch, length)`; ignored where latents or encoder_outputs are given.
            attention_mask: Shape `(batch, length)`, for `input_ids`.
            labels: Shape `(batch, length)`, -100 where nothing is to be predicted.
            latents: Shape `(batch, latent_dim)`: decode these codes.
            encoder_outputs: What `memory` made; then no code is computed.
            **options: T5's other arguments.
        """
        if encoder_outputs is None:
            if latents is None:
                if input_ids is None:
                    raise ValueError("expected input_ids, latents or encoder_outputs, got none")
                if attention_mask is None:
                    attention_mask = input_ids.ne(self.config.pad_token_id).long()
                latents = self.encode(input_ids, attention_mask)
            encoder_outputs = self.memory(latents)
        output = super().forward(labels=labels, encoder_outputs=encoder_outputs, **options)
        return T5VAEOutput(**output, latents=latents)

    @torch.no_grad()
    def generate(
        self,
        inputs: TokenIds | None = None,
        *,
        input_ids: TokenIds | None = None,
        attention_mask: TokenIds | None = None,
        latents: Latents | None = None,
        **options: Any,  # transformers' generation options
    ) -> Int[Tensor, "texts written"]:
        """Write token ids from codes, or from inputs by way of their codes.

        transformers would hand `input_ids` to the encoder and its output to the decoder, past
        the code; so the memory is made here.
        """
        ids = inputs if inputs is not None else input_ids
        if latents is None and ids is not None:
            if attention_mask is None:
                attention_mask = ids.ne(self.config.pad_token_id).long()
            latents = self.encode(ids, attention_mask)
        if latents is not None:
            options["encoder_outputs"] = self.memory(latents)
        if not options.keys() & {"past_key_values", "use_cache", "cache_implementation"}:
            # transformers would make one with as many layers as the encoder has.
            options["past_key_values"] = EncoderDecoderCache(DynamicCache(), DynamicCache())
        written: Tensor = super().generate(**options)
        return written


AutoConfig.register("t5-vae", T5VAEConfig)
AutoModelForSeq2SeqLM.register(T5VAEConfig, T5VAE)
