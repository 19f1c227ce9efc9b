"""What a pack says, as records of the database's tables; references stay codes until the loader knows their keys."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from resolvers.pack.directory import Directory
from resolvers.pack.read import Pack
from resolvers.pack.rows import Person, Position, Row

Record = dict[str, Any]


def plain(value: Any) -> Any:
    """A row of the pack as JSON, without its place in the files."""
    if isinstance(value, Row):
        named = {field.name.rstrip("_"): getattr(value, field.name) for field in fields(value) if field.name != "mark"}
        return {name: plain(part) for name, part in named.items()}
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def areas(pack: Pack) -> list[Record]:
    """Areas in the order of the file; `level` follows from the place in the tree."""
    shapes = {feature["properties"]["area_code"]: feature["geometry"] for feature in pack.map.get("features", [])}
    top = pack.county.area
    return [
        {
            "code": row.code,
            "name_zh": row.name_zh,
            "name_en": row.name_en or row.name_zh,
            "kind": row.kind,
            "level": "COUNTY" if row.code == top else "TOWNSHIP" if row.parent == top else "VILLAGE",
            "parent": row.parent,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "predecessor": row.predecessor,
            "ordinal": ordinal,
            "geometry": shapes.get(row.code),
        }
        for ordinal, row in enumerate(pack.areas, 1)
    ]


def units(pack: Pack, area_keys: Mapping[str, int]) -> list[Record]:
    """Units in protocol order."""
    return [
        {
            "code": row.code,
            "name_zh": row.name_zh,
            "short_zh": row.short_zh,
            "name_en": row.name_en,
            "kind": row.kind,
            "system": row.system,
            "parent": row.parent,
            "area_id": area_keys[row.area],
            "general_circular": row.general_circular,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "predecessor": row.predecessor,
            "predecessor_name": row.predecessor_name or None,
            "ordinal": ordinal,
        }
        for ordinal, row in enumerate(pack.units, 1)
    ]


def powers(pack: Pack) -> list[Record]:
    """The powers."""
    return [
        {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en, "meaning": row.meaning}
        for row in pack.powers
    ]


def positions(pack: Pack) -> list[Record]:
    """Positions in protocol order; the kinds of units are spelt out, groups of county.yaml resolved."""
    return [_position(pack, row, ordinal) for ordinal, row in enumerate(pack.positions, 1)]


def _position(pack: Pack, row: Position, ordinal: int) -> Record:
    groups = pack.county.kind_groups
    kinds = [kind for word in row.unit_kind for kind in groups.get(word, [word])]
    return {
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "unit_kinds": [] if "ANY" in row.unit_kind else list(dict.fromkeys(kinds)),
        "rank": row.rank,
        "sees": list(row.sees),
        "ordinal": ordinal,
    }


def position_powers(pack: Pack, position_keys: Mapping[str, int], power_keys: Mapping[str, int]) -> list[Record]:
    """The powers of each position with their scope; OWN where none is written."""
    found = {
        (row.code, power, scope or "OWN")
        for row in pack.positions
        for power, _, scope in (held.partition(":") for held in row.powers)
    }
    return [
        {"position_id": position_keys[position], "power_id": power_keys[power], "scope": scope}
        for position, power, scope in sorted(found)
    ]


def people(pack: Pack) -> list[Record]:
    """The people."""
    return [
        {
            "code": row.id,
            "name": row.name,
            "pinyin": row.pinyin or sort_key(row.name),
            "gender": row.gender or None,
            "phone": row.phone_fake or None,
        }
        for row in pack.people
    ]


def sort_key(name: str) -> str:
    """A key that sorts Chinese names as a county's lists do.

    GB 18030 keeps the order of GB 2312, whose common characters stand in the order of their pinyin.
    """
    return name.casefold().encode("gb18030").hex()


def post_code(row: Person) -> str:
    """The code of the post a person holds: unit, position, and the village of a village post."""
    return "/".join(part for part in (row.unit, row.position, row.area) if part)


def posts(
    pack: Pack, position_keys: Mapping[str, int], unit_keys: Mapping[str, int], area_keys: Mapping[str, int]
) -> list[Record]:
    """A post for each position in a unit that somebody holds; posts of villages one for each village."""
    rows = {post_code(row): row for row in pack.people}
    return [
        {
            "code": code,
            "position_id": position_keys[row.position],
            "unit_id": unit_keys[row.unit],
            "area_id": area_keys[row.area] if row.area else None,
        }
        for code, row in rows.items()
    ]


def portfolios(pack: Pack, person_keys: Mapping[str, int], unit_keys: Mapping[str, int]) -> list[Record]:
    """The units of each leader's portfolio."""
    return [
        {"person_id": person_keys[row.id], "unit_id": unit_keys[unit]}
        for row in pack.people
        for unit in dict.fromkeys(row.portfolio)
    ]


def calendar_days(pack: Pack) -> list[Record]:
    """Days that are not what their weekday says."""
    return [
        {"on_date": row.date, "kind": row.kind, "name_zh": row.name_zh, "name_en": row.name_en} for row in pack.holidays
    ]


def guards(pack: Pack) -> list[Record]:
    """The words of each guard's refusal, and its parameters."""
    return [
        {
            "code": row.code,
            "subject": row.subject,
            "meaning": row.meaning,
            "parameters": dict(parameters(row.parameters)),
            "refusal_code": row.refusal_code,
            "message_zh": row.message_zh,
            "message_en": row.message_en,
            "remedy_zh": row.remedy_zh,
            "remedy_en": row.remedy_en,
        }
        for row in pack.guards
    ]


def parameters(text: str) -> Iterator[tuple[str, Any]]:
    """name=value pairs parted by `;`: a whole number, a list parted by commas, or a word."""
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        name, _, value = pair.partition("=")
        if value.isdecimal():
            yield name, int(value)
        else:
            yield name, value.split(",") if "," in value else value


def flow_definitions(pack: Pack) -> dict[str, Mapping[str, Any]]:
    """The flows as written, by code."""
    return {flow["code"]: flow for flow in pack.written["flows"]}


def flow_tables(pack: Pack) -> Record:
    """The tables beside the flows; they may change without a new version of a flow."""
    return {name: part for name, part in pack.written.items() if name not in ("flows", "note")}


def content_hash(value: Any) -> str:
    """The hash of a value's JSON, whatever the order in which it was written."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def flows(pack: Pack) -> list[Record]:
    """The flows of the pack in their present version."""
    written = flow_definitions(pack)
    return [
        {
            "code": row.code,
            "version": row.version,
            "subject": row.subject,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "definition": written[row.code],
            "hash": content_hash(written[row.code]),
        }
        for row in pack.workflows.flows
    ]


def county(pack: Pack) -> Record:
    """The facts of county.yaml, with what follows from the tables: leaders' positions and the statistics bureau."""
    leaders = [row.code for row in pack.positions if pack.county.leaders_see in row.sees]
    bureau = pack.workflows.constants.get("county_statistics")
    townships = [unit.code for unit in Directory(pack).townships()]
    derived = {"leader_positions": leaders, "county_statistics": bureau, "townships": townships}
    facts: Record = plain(pack.county)
    return facts | derived


def definitions(pack: Pack) -> list[Record]:
    """Rows whose subject has no table of its own yet, kept whole under the name of their file."""
    services = pack.services
    kinds: list[tuple[str, Iterable[tuple[str, Any]]]] = [
        ("document_kinds", ((row.code, row) for row in pack.document_kinds)),
        ("document_elements", ((row.element_zh, row) for row in pack.document_elements)),
        ("number_series", ((row.prefix, row) for row in pack.number_series)),
        ("retention", ((str(number), row) for number, row in enumerate(pack.retention, 1))),
        ("area_changes", ((row.new_code, row) for row in pack.area_changes)),
        ("township_baseline", ((row.unit, row) for row in pack.baseline)),
        ("life", ((row.indicator, row) for row in pack.life)),
        ("glossary", ((row.term_zh, row) for row in pack.glossary)),
        ("materials", ((row.code, row) for row in (services.materials if services else ()))),
        ("services", ((row.code, row) for row in (services.services if services else ()))),
        ("sms_templates", ((row["code"], row) for row in (services.sms_templates if services else ()))),
        ("service_rules", services.rules.items() if services else ()),
        ("forms", [("layout_default", pack.forms.layout_default)]),
    ]
    return [
        {"kind": kind, "code": code, "ordinal": ordinal, "row": plain(row)}
        for kind, rows in kinds
        for ordinal, (code, row) in enumerate(rows, 1)
    ]
