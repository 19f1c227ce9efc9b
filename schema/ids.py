"""Global ids: opaque names of things, unique over all types: base64 of `Type:key`, not for clients to read."""

import base64
import binascii
from typing import Any
from uuid import UUID


def global_id(type_name: str, key: int | str | UUID) -> str:
    """The id under which a thing of a type is known outside."""
    return base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("=")


def split(text: str) -> tuple[str, str] | None:
    """The type and the key an id names, both as text; None when the text is no id."""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    type_name, colon, key = plain.partition(":")
    return (type_name, key) if colon and global_id(type_name, key) == text.rstrip("=") else None


def key_from(text: str, kind: type[Any]) -> int | UUID | str | None:
    """A key of a kind (int, UUID, str) from its text, only in the one way the hub itself writes it; else None."""
    if kind is str:
        return text
    try:
        key: int | UUID = kind(text)
    except ValueError:
        return None
    return key if str(key) == text and (isinstance(key, UUID) or abs(key) < 2**31) else None


def key_of(text: str, kind: type[Any], *type_names: str) -> Any:
    """The key that an id of one of these types names; None when it is malformed or names another type."""
    parts = split(text)
    return key_from(parts[1], kind) if parts and parts[0] in type_names else None
