"""Tiny language models that answer any prompt with one of some sentences, drawn at random.

All there is to them: whatever comes last in the prompt leads to a token that is a whole sentence,
and that one to the end. Everything else (servers, tokenizers, sampling) is the real thing.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import numpy as np
import numpy.typing as npt

WIDTH = 32
Weights = npt.NDArray[np.float32]
TEMPLATE = (
    "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)


def _bytes() -> dict[int, str]:
    """The printable characters that stand for bytes in byte-level vocabularies."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in kept]
    return {**{b: chr(b) for b in kept}, **{b: chr(256 + n) for n, b in enumerate(others)}}


def _spelled(text: str) -> str:
    table = _bytes()
    return "".join(table[byte] for byte in text.encode())


def _weights(
    vocabulary: list[str], sentences: Sequence[str], end: int, *, endless: bool = False
) -> tuple[Weights, Weights]:
    """Embeddings and output rows: prompts lead to sentences, sentences to the end, if any."""
    embedding: Weights = np.zeros((len(vocabulary), WIDTH), dtype=np.float32)
    output = np.zeros_like(embedding)
    said = [vocabulary.index(_spelled(sentence)) for sentence in sentences]
    embedding[:, 0] = 1.0
    embedding[said] = 0
    embedding[said, 1] = 1.0
    output[said, 0] = 8.0
    output[said if endless else end, 1] = 8.0
    return embedding, output


def make_gguf(path: str, sentences: Sequence[str], *, endless: bool = False) -> str:
    """A model for llama.cpp."""
    import gguf

    vocabulary = [*_bytes().values(), "<end>", *map(_spelled, sentences)]
    end = vocabulary.index("<end>")
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(1)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(WIDTH)
    writer.add_vocab_size(len(vocabulary))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(vocabulary)
    writer.add_token_types([3 if number == end else 1 for number in range(len(vocabulary))])
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(end)
    writer.add_eos_token_id(end)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)
    embedding, output = _weights(vocabulary, sentences, end, endless=endless)
    none, ones = np.zeros((WIDTH, WIDTH), dtype=np.float32), np.ones(WIDTH, dtype=np.float32)
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output.weight", output)
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", ones)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"):
        writer.add_tensor(f"blk.0.{name}.weight", none)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def make_qwen2(folder: Path, sentences: Sequence[str], *, chats: bool = True) -> Path:
    """A model for transformers."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    vocabulary = [*_bytes().values(), "<end>", *map(_spelled, sentences)]
    end = vocabulary.index("<end>")
    tokenizer = Tokenizer(models.BPE({each: n for n, each in enumerate(vocabulary)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<end>", pad_token="<end>",
        chat_template=TEMPLATE if chats else None,
    )  # fmt: skip
    torch.manual_seed(0)
    model = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(vocabulary),
            hidden_size=WIDTH,
            intermediate_size=WIDTH,
            num_hidden_layers=1,
            num_attention_heads=1,
            num_key_value_heads=1,
            eos_token_id=end,
            bos_token_id=end,
            pad_token_id=end,
            tie_word_embeddings=False,
        )
    )
    embedding, output = map(torch.from_numpy, _weights(vocabulary, sentences, end))
    with torch.no_grad():
        model.model.embed_tokens.weight.copy_(embedding)
        model.lm_head.weight.copy_(output)
        layer = model.model.layers[0]
        for part in (layer.self_attn.o_proj, layer.mlp.down_proj):
            part.weight.zero_()
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    (folder / "README.md").write_text("---\nlicense: mit\n---\nA test.\n", encoding="utf-8")
    return folder


@contextmanager
def serving(path: str) -> Iterator[str]:
    """The address of a llama.cpp server for a GGUF."""
    import xllamacpp  # type: ignore[import-untyped]

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 8192
    params.n_parallel = 4
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup = False
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


class Proxy(ThreadingHTTPServer):
    """Stands before a server and misbehaves as told.

    Attributes:
        behave: Called with the number of the request; gives None to pass it on, a status, alone
            or with a body, the address to go to instead, or the body of an answer; or raises, and
            the connection breaks off.
    """

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = target.removesuffix("/v1")
        self.behave: Callable[[int], object] = lambda _number: None
        self.asked: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        self._answer(200, urlopen(self.server.target + self.path).read())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((headers, body))
        try:
            wanted = self.server.behave(len(self.server.asked))
        except ConnectionError:
            self.close_connection = True
            return
        if isinstance(wanted, int):
            self._answer(wanted, b'{"error": {"message": "no", "code": 1}}')
        elif isinstance(wanted, tuple):
            self._answer(*wanted)
        elif isinstance(wanted, bytes):
            self._answer(200, wanted)
        elif isinstance(wanted, str):
            self._answer(307, b"", location=wanted)
        else:
            request = Request(
                self.server.target + self.path, body, {"content-type": "application/json"}
            )
            self._answer(200, urlopen(request).read())

    def _answer(self, status: int, body: bytes, *, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("location", location)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.send_header("retry-after", "0")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def proxying(target: str) -> Iterator[Proxy]:
    """A `Proxy` before a server."""
    proxy = Proxy(target)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
