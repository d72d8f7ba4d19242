"""Codes of texts, whole or without a stretch that is not read."""

import torch

from tweetopt.vae.text_encoder import overlaps

TEXT = "my dog loves coffee"


def test_what_is_left_out_is_not_read_and_what_follows_keeps_its_place(autoencoder):
    place = TEXT.index("loves")
    stretch = (place, place + len("loves"))
    other = TEXT.replace("loves", "hates")
    assert len(autoencoder.tokenize([TEXT])[0]) == len(autoencoder.tokenize([other])[0])
    codes = autoencoder.encode_without([TEXT, other], [stretch, stretch])
    torch.testing.assert_close(codes[0], codes[1])
    whole = autoencoder.encode([TEXT, other])
    assert (whole[0] - whole[1]).abs().max() > 0.01
    nothing = autoencoder.encode_without([TEXT], [(0, 0)])
    torch.testing.assert_close(nothing[0], whole[0])


def test_a_token_belongs_to_its_word_not_to_the_space_before_it():
    assert overlaps((2, 6), (3, 6), text="my dog")
    assert not overlaps((2, 6), (0, 3), text="my dog")
    assert not overlaps((0, 0), (0, 6), text="my dog")  # the end mark
