"""What kind of file some bytes are.

The first bytes of the kinds that offices send, and whether a declared type agrees with them.
"""

from typing import Final

ZIPPED: Final = "application/zip"
OLD_OFFICE: Final = "application/x-ole-storage"
TEXT: Final = "text/plain"
UNKNOWN: Final = "application/octet-stream"

BEGINNINGS: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (0, b"PK\x03\x04", ZIPPED),
    (0, b"PK\x05\x06", ZIPPED),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"Rar!", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-elf"),
)
# What a container may be declared as: office formats are zip archives, their forerunners OLE storages; both families
# by prefix.
INSIDE: Final[dict[str, tuple[str, ...]]] = {
    ZIPPED: (
        "application/vnd.openxmlformats-officedocument.",
        "application/vnd.oasis.opendocument.",
        "application/ofd",
        "application/x-zip-compressed",
        "application/vnd.ms-",
    ),
    OLD_OFFICE: ("application/msword", "application/vnd.ms-", "application/wps-office."),
    "video/mp4": ("video/quicktime", "audio/mp4", "image/heic", "image/heif", "image/avif"),
    TEXT: ("text/", "application/json", "application/xml", "image/svg+xml", "application/geo+json"),
}
RECOGNISED: Final = frozenset(kind for _, _, kind in BEGINNINGS)
# Shown in the browser; anything else is handed over as a download, so that no upload runs as a page of the hub.
SHOWN: Final = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"})


def sniffed(head: bytes) -> str:
    """The kind that the first bytes (4,096 are enough) say; text when they are text, else unknown."""
    for place, beginning, kind in BEGINNINGS:
        if head[place : place + len(beginning)] == beginning:
            return kind
    if b"\0" in head:
        return UNKNOWN
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 4:  # else: a character cut at the end of what was looked at
                continue
        return TEXT
    return UNKNOWN


def agrees(declared: str, found: str) -> bool:
    """Whether content found to be one kind may go by a declared type; an unnamed type goes with anything."""
    if declared in (UNKNOWN, found):
        return True
    if found == UNKNOWN:
        # Not one of the kinds known here: only a type whose beginning is known can be caught lying.
        contained = any(declared.startswith(prefix) for prefixes in INSIDE.values() for prefix in prefixes)
        return declared not in RECOGNISED and not contained
    return declared.startswith(INSIDE.get(found, ()) or ("\0",))
