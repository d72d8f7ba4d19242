import pytest
import torch
from transformers import AutoModelForSeq2SeqLM, T5Config, T5ForConditionalGeneration

from tweetopt.vae import T5VAE
from tweetopt.vae.bottleneck import LatentLinear
from tweetopt.vae.config import preset_config


@pytest.fixture
def model():
    torch.manual_seed(0)
    return T5VAE(preset_config("tiny", vocab_size=100)).eval()


IDS = torch.tensor([[5, 6, 7, 1, 0], [8, 9, 10, 11, 1]])


def test_codes_are_bounded_and_do_not_depend_on_padding(model):
    codes = model.encode(IDS, IDS.ne(0).long())
    assert codes.shape == (2, 32)
    assert codes.abs().max() < 1
    alone = model.encode(IDS[:1, :4], IDS[:1, :4].ne(0).long())
    longer = torch.nn.functional.pad(IDS, (0, 20))
    torch.testing.assert_close(codes[:1], alone)
    torch.testing.assert_close(codes, model.encode(longer, longer.ne(0).long()))


def test_the_decoder_sees_the_input_only_through_the_code(model):
    codes = model.encode(IDS, IDS.ne(0).long())
    through = model(input_ids=IDS, labels=IDS).logits
    torch.testing.assert_close(through, model(latents=codes, labels=IDS).logits)
    changed = model(input_ids=IDS, labels=IDS, latents=-codes).logits
    assert not torch.allclose(through, changed)


def test_generating_from_inputs_goes_through_the_code_too(model):
    codes = model.encode(IDS, IDS.ne(0).long())
    options = {"max_new_tokens": 8, "do_sample": False}
    written = model.generate(IDS, **options)
    assert torch.equal(written, model.generate(latents=codes, **options))
    assert torch.equal(written, model.generate(input_ids=IDS, **options))
    step_by_step = model.generate(latents=codes, use_cache=False, **options)
    assert torch.equal(written, step_by_step)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_prepared_for_a_processor_it_computes_the_same(model, dtype):
    ids = IDS.repeat(200, 1)  # so many that they take the faster form
    with torch.autocast("cpu", dtype, enabled=dtype == torch.bfloat16):
        expected = model(ids, labels=ids)
        model.prepare_for_cpu()
        got = model(ids, labels=ids)
    tolerance = 1e-5 if dtype == torch.float32 else 0.02
    assert not torch.equal(got.logits, expected.logits)
    assert (got.logits - expected.logits).norm() < tolerance * expected.logits.norm()


def test_saved_and_loaded_it_is_the_same(model, tmp_path):
    model.save_pretrained(tmp_path)
    loaded = AutoModelForSeq2SeqLM.from_pretrained(tmp_path)
    assert isinstance(loaded, T5VAE)
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, loaded.state_dict()[name]), name
    assert not list(tmp_path.glob("*.bin"))


def test_the_bottleneck_starts_sensibly(model):
    layers = [module for module in model.modules() if isinstance(module, LatentLinear)]
    assert len(layers) == 5
    for layer in layers:
        assert layer.weight.std().item() == pytest.approx(layer.in_features**-0.5, rel=0.2)


def test_a_plain_t5_folder_loads(tmp_path):
    config = T5Config(vocab_size=100, d_model=64, d_kv=16, d_ff=128, num_layers=1, num_heads=4)
    plain = T5ForConditionalGeneration(config)
    plain.save_pretrained(tmp_path)
    loaded, report = T5VAE.from_pretrained(tmp_path, output_loading_info=True)
    torch.testing.assert_close(loaded.shared.weight, plain.shared.weight)
    assert {name.split(".")[0] for name in report["missing_keys"]} == {"squeeze", "grow", "hints"}


def test_codes_on_the_sphere_all_have_the_prior_s_norm():
    model = T5VAE(preset_config("tiny", vocab_size=100))
    ids = torch.randint(3, 100, (5, 12))
    codes = model.encode_pre_tanh(ids, torch.ones_like(ids))
    torch.testing.assert_close(codes.norm(dim=1), torch.full((5,), 32**0.5), rtol=1e-3, atol=0)


@pytest.mark.parametrize("options", [{"latent_dim": 0}, {"max_tokens": -3}])
def test_impossible_sizes_are_refused(options):
    with pytest.raises(ValueError, match="expected a number of at least 2"):
        preset_config("tiny", vocab_size=100, **options)
