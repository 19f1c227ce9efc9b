"""A pack with a fault is refused with exactly that problem; faults.yaml is the table of faults."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from resolvers.pack.check import check_pack
from resolvers.pack.problems import RefusedPack
from resolvers.pack.read import read_pack
from tests.pack.packs import FUXIAN, TINY, append, change, copy_of, line_of

FAULTS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "faults.yaml").read_text(encoding="utf-8"))


def problems_of(pack: Path) -> list[str]:
    """Every problem of a pack, those included that keep it from being read."""
    try:
        return [str(problem) for problem in check_pack(read_pack(pack))]
    except RefusedPack as refused:
        return [str(problem) for problem in refused.problems]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["name"] for fault in FAULTS])
def test_a_fault_is_named_with_its_place_and_remedy(fault: dict[str, Any], tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    line = line_of(pack, fault["file"], fault["replace"])
    if fault["replace"]:
        change(pack, fault["file"], fault["replace"], fault["by"])
    else:
        append(pack, fault["file"], fault["by"])
    expected = [
        re.sub(r":([+-]\d+):", lambda far: f":{line + int(far[1])}:", text, count=1) for text in fault["problems"]
    ]
    assert problems_of(pack) == expected


def test_all_faults_of_a_pack_are_told_at_once(tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    change(pack, "units.csv", "Northvale Parish,PARISH,PARISH,CO,TY-N", "Northvale Parish,PARISH,PARISH,CO,TY-X")
    change(pack, "indicators.csv", "BIR01 - DEA01", "BIR01 - DEA09")
    change(pack, "workflows.yaml", "asks: [reason, evidence]", "asks: [reason, proof]")
    assert [problem.partition(".")[0] for problem in problems_of(pack)] == ["areas", "indicators", "units", "workflows"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    (pack / "guards.csv").unlink()
    assert problems_of(pack) == ["guards.csv:1: the file is missing. Add guards.csv to the pack."]


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    (pack / "areas.csv").write_bytes("code,name_zh\nTY,小县".encode("gb18030"))
    assert problems_of(pack)[0] == "areas.csv:1: the file is not UTF-8. Save areas.csv as UTF-8."


def test_a_move_that_finds_nobody_in_one_parish_is_refused(tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    change(pack, "demo_people.csv", "P11,Kit Marsh,SV,RECORDER,Recorder,女,10000000011,,,,\n", "")
    line = line_of(pack, "workflows.yaml", "event: ENTER\n") + 4
    found = problems_of(pack)
    assert (
        f"workflows.yaml:{line}: FACT_PERIOD PREFILLED.ENTER: nobody holds ENTER_FACT as area (SV), for instance in "
        "figures of SV. Appoint somebody, or give a position there the power ENTER_FACT."
    ) in found
    lacking = ("nobody holds ENTER_FACT as area (SV)", "nobody holds HANDLE as unit (SV)")
    assert all(any(each in problem for each in lacking) for problem in found)


def test_a_power_held_only_as_a_delegate_does_not_count(tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    change(pack, "positions.csv", "Reeve,PARISH,2,CONFIRM_FACTS;READ", "Reeve,PARISH,2,CONFIRM_FACTS:DELEGATED;READ")
    line = line_of(pack, "workflows.yaml", "event: CONFIRM\n") + 4
    found = problems_of(pack)
    assert found[4].startswith(f"workflows.yaml:{line}: FACT_PERIOD ENTERED.CONFIRM: nobody holds CONFIRM_FACTS")
    assert all("nobody holds CONFIRM_FACTS as area (" in problem for problem in found)


def test_a_relation_that_no_item_of_the_subject_has_is_refused(tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    change(pack, "workflows.yaml", "relations:\n", "relations:\n- {code: centre, kind: UNIT, meaning: a window}\n")
    old, new = "by: {power: ACCEPT_REPORT, of: indicator_owner}", "by: {power: ACCEPT_REPORT, of: centre}"
    change(pack, "workflows.yaml", old, new)
    line = line_of(pack, "workflows.yaml", new)
    assert problems_of(pack) == [
        f"workflows.yaml:{line}: FACT_CORRECTION: centre does not apply to any item of statistics. "
        "Use a relation that items of this subject have."
    ]


# Faults in tables that the tiny pack has not: file, text, what replaces it, the problem expected.
IN_FUXIAN = [
    (
        "number_series.csv",
        "T04,张湾政发,张家湾镇政府文件,papers of the government,〔{year}〕{n}号,张湾政发",
        "T04,张村政发,张家湾镇政府文件,papers of the government,〔{year}〕{n}号,张村政发",
        "number_series.csv:28: prefix 张村政发 stands already on line 24. Give each prefix a code of its own.",
    ),
    (
        "number_series.csv",
        "CG,富政令,县政府令,orders,〔{year}〕第{n}号,富政令〔2019〕第1号",
        "CG,富政令,县政府令,orders,〔{year}〕第{n}号,富政令〔2019〕1号",
        "number_series.csv:8: the example 富政令〔2019〕1号 is not a number of 富政令. Correct either.",
    ),
    (
        "services.yaml",
        "  department: I05\n  co_departments: []\n  case_kind: PROMISED\n  applicant: 指定受益人",
        "  department: I99\n  co_departments: []\n  case_kind: PROMISED\n  applicant: 指定受益人",
        "services.yaml:310: unit I99 is not in units.csv. Correct the code or add I99 to units.csv.",
    ),
    (
        "workflows.yaml",
        "- {body: NPC, office: C01, supervision: C01, legal: G07}",
        "- {body: NPC, office: C09, supervision: C01, legal: G07}",
        "workflows.yaml:12: unit C09 is not in units.csv. Correct the code or add C09 to units.csv.",
    ),
    (
        "workflows.yaml",
        "- {code: PLENARY_MEETING, name_zh: 县政府全体会议, unit: CG, chair: [CG_MAGISTRATE]",
        "- {code: PLENARY_MEETING, name_zh: 县政府全体会议, unit: CG, chair: [CG_KING]",
        "workflows.yaml:17: position CG_KING is not in positions.csv. "
        "Correct the code or add CG_KING to positions.csv.",
    ),
    (
        "workflows.yaml",
        "- {code: SECRETARY, positions: [CC_SECRETARY]",
        "- {code: SECRETARY, positions: [NPC_CHAIR]",
        "positions.csv:2: no leave chain begins with CC_SECRETARY. Add the position to a chain.",
    ),
    (
        "area_changes.csv",
        "610628001225,交道村,RENUMBERED_KIND_CHANGED,2019-10-31,2021-10-31,2020-11-01",
        "610628001225,交道村,RENUMBERED_KIND_CHANGED,2019-10-31,2021-10-31,2020-12-01",
        "area_changes.csv:2: areas.csv tells another story of 610628001225. Let both files name the same day.",
    ),
    (
        "retention.csv",
        "document,OUTGOING,minutes of special meetings,D30,Y",
        "document,OUTGOING,minutes of special meetings,D40,Y",
        "retention.csv:4: the hub knows no retention D40. "
        "Use one of AS_PAPER, AS_REPLY, D10, D30, NONE, WHILE_VALID, Y.",
    ),
]


def test_faults_in_tables_that_the_tiny_pack_has_not(tmp_path: Path) -> None:
    pack = copy_of(FUXIAN, tmp_path)
    for file, old, new, _ in IN_FUXIAN:
        change(pack, file, old, new)
    assert sorted(problems_of(pack)) == sorted(problem for *_, problem in IN_FUXIAN)


def test_a_party_paper_without_anybody_to_sign_it_is_refused(tmp_path: Path) -> None:
    pack = copy_of(FUXIAN, tmp_path)
    change(
        pack,
        "positions.csv",
        "LEADING_BODY,正县级,SIGN;APPROVE;INSTRUCT:ALL;CHAIR:BODY;VOTE:BODY;LEAVE_STEP:BODY;READ;"
        "ATTEND;DELEGATE;LEAVE_REQUEST;STAND_IN,WHOLE_COUNTY,party papers",
        "LEADING_BODY,正县级,APPROVE;INSTRUCT:ALL;"
        "CHAIR:BODY;VOTE:BODY;LEAVE_STEP:BODY;READ;ATTEND;DELEGATE;LEAVE_REQUEST;STAND_IN,WHOLE_COUNTY,party papers",
    )
    found = problems_of(pack)
    assert any("OUTGOING_DOCUMENT SIGNING.SIGN: nobody holds SIGN as issuing_body (CC)" in problem for problem in found)
    assert all("nobody holds SIGN as" in problem for problem in found)
