"""Stored documents of other front ends: what is added, what is refused, and that one wrong document refuses all."""

from pathlib import Path

import orjson
import pytest

from schema.root import schema
from server.documents import StoredDocuments, add, hashed

GOOD, OTHER = "query A { viewer { person { code } } }", "{ county { name } }"


def manifest(path: Path, **documents: str) -> Path:
    """A file of documents."""
    path.write_bytes(orjson.dumps(documents))
    return path


def test_documents_are_added_once_and_known_at_once(tmp_path: Path) -> None:
    kept = tmp_path / "data" / "documents.json"
    stored = StoredDocuments(tmp_path / "none.json", kept)
    assert not stored.holds(GOOD)
    assert add(schema._schema, manifest(tmp_path / "m.json", **{hashed(GOOD): GOOD}), kept) == (1, [])
    assert stored.holds(GOOD) and stored.texts() == {hashed(GOOD): GOOD}
    both = manifest(tmp_path / "m.json", **{f"sha256:{hashed(text)}": text for text in (GOOD, OTHER)})
    assert add(schema._schema, both, kept) == (1, [])
    assert stored.texts() == {hashed(GOOD): GOOD, hashed(OTHER): OTHER}


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{ nothing }", "Cannot query field 'nothing' on type 'Query'."), ("{ viewer {", "Syntax Error"),
     ("{ a: __typename } { b: __typename }", "One operation a document.")],
)  # fmt: skip
def test_one_wrong_document_refuses_the_whole_file(tmp_path: Path, text: str, problem: str) -> None:
    kept = tmp_path / "documents.json"
    file = manifest(tmp_path / "m.json", **{hashed(GOOD): GOOD, hashed(text): text})
    new, wrong = add(schema._schema, file, kept)
    assert wrong and all(line.startswith(f"{hashed(text)}: ") for line in wrong) and problem in wrong[0]
    assert not kept.exists() and new == 2


def test_a_document_under_another_name_than_its_hash_is_refused(tmp_path: Path) -> None:
    _, wrong = add(schema._schema, manifest(tmp_path / "m.json", x=GOOD), tmp_path / "kept.json")
    assert wrong == ["x: not the sha256 of its document"]
