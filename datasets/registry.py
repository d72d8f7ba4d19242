"""What other packages register by entry points, by name; a broken one is named, with its owner."""

from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

T = TypeVar("T")


def registered_names(group: str) -> list[str]:
    """The names in a group of entry points, sorted."""
    return sorted(entry_points(group=group).names)


def find_registered(group: str, name: str, *, of_type: type[T], what: str) -> T | None:
    """The object that a package registered under a name; None if there is none.

    Args:
        group: Of entry points.
        name: Of the entry, and of the object.
        of_type: What the object must be; it has a `name`.
        what: What to call it in messages.

    Raises:
        ValueError: Two packages register the name, or what is registered can't be loaded or is
            something else.
    """
    entries = list(entry_points(group=group, name=name))
    if not entries:
        return None
    if len({entry.value for entry in entries}) > 1:
        owners = ", ".join(map(_owner, entries))
        raise ValueError(
            f"{what} {name!r}: expected one package to register it, got {owners}; remove one"
        )
    entry = entries[0]
    where = f"{entry.value} of {_owner(entry)}"
    try:
        found = entry.load()
    except Exception as error:  # whatever another package does when it is imported
        raise ValueError(f"{what} {name!r}: {where} cannot be loaded: {error!r}") from error
    if not isinstance(found, of_type) or getattr(found, "name", None) != name:
        raise ValueError(
            f"{what} {name!r}: expected {where} to be a {of_type.__name__} of that name, got "
            f"{getattr(found, 'name', type(found).__name__)!r}"
        )
    return found


def _owner(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else "an unknown package"
