import pytest

from tweetopt.optimizer.permissions import Permission, parse_permissions


def test_a_comma_list_is_read():
    assert parse_permissions("drop-links, add-emoji,") == {
        Permission.DROP_LINKS,
        Permission.ADD_EMOJI,
    }
    assert parse_permissions("") == frozenset()


def test_an_unknown_permission_is_named_beside_the_known_ones():
    with pytest.raises(ValueError, match=r"--may: expected .*drop-links.*, got 'drop-link'"):
        parse_permissions("swearing,drop-link")
