"""What a unit gave before for the same words and period is offered, and given again without a second copy."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from resolvers.materials.earlier import how_like
from tests.hub import Hub
from tests.materials.office import NORTH, REGISTRAR, SOUTH, STATISTICIAN, answer, clerk, names, row


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("安全生产工作总结", "2019年10月份安全生产工作总结", Fraction(1)),
        ("10月份安全生产工作总结", "安全生产总结", Fraction(2, 3)),
        ("安全生产工作总结", "脱贫攻坚工作总结", Fraction(3, 7)),
        ("上半年防汛台账", "防汛台账", Fraction(1)),
        ("防汛台账", "食品安全台账", Fraction(1, 4)),
    ],
)
def test_words_are_compared_without_what_names_the_period(one: str, other: str, like: Fraction) -> None:
    assert how_like(one, other) == how_like(other, one) == like


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_lies_between_nothing_and_the_same(one: str, other: str) -> None:
    assert 0 <= how_like(one, other) <= 1
    assert how_like(one, one) == 1


@pytest.mark.anyio
async def test_what_was_given_last_month_is_offered_to_another_office_that_asks_it(hub: Hub) -> None:
    first = await clerk(hub, REGISTRAR).calls()
    earlier = await answer(hub, first, "NV")
    file = await clerk(hub, NORTH).gives_new(earlier, "north", "北谷总结.txt")
    await clerk(hub, SOUTH).gives_new(await answer(hub, first, "SV"), "south")
    hub.clock.to("2019-12-02 09:00")
    second = await clerk(hub, STATISTICIAN).calls("2019年10月安全生产总结", unit="ST", due_on="2019-12-06")
    asked = await answer(hub, second, "NV")

    ((offer,),) = await clerk(hub, NORTH).is_offered(asked)
    assert (offer.answer_id, offer.file_id, offer.name, offer.words, offer.likeness) == (
        earlier,
        file,
        "北谷总结.txt",
        "安全生产工作总结",
        Fraction(2, 3),
    )
    await clerk(hub, NORTH).gives(asked, offer.file_id)
    given = await row(hub, asked)
    assert (given.file_id, given.reused_from) == (file, earlier)
    assert await names(hub, asked) == ["北谷总结.txt"]
    assert await hub.all(text("select count(*) from files")) == [2]
    # Who asked second reads the file by its link, and nothing of the first call.
    statistician = hub.as_(STATISTICIAN)
    assert await statistician.reads(text("select id from files")) == [file]
    assert await statistician.reads(text("select call_id from material_answers order by unit_id")) == [second, second]
    assert not await statistician.sees(first)


@pytest.mark.anyio
async def test_only_the_same_period_like_words_and_the_own_unit_are_offered(hub: Hub) -> None:
    office = clerk(hub, REGISTRAR)
    for number, (words, period) in enumerate(
        (("安全生产工作总结", "2019-09"), ("脱贫攻坚工作总结", "2019-10"), ("安全生产总结", "2019-10"))
    ):
        await clerk(hub, NORTH).gives_new(
            await answer(hub, await office.calls(words, period=period), "NV"), str(number)
        )
    call = await clerk(hub, STATISTICIAN).calls(unit="ST")
    north, south = await answer(hub, call, "NV"), await answer(hub, call, "SV")
    ((offer,),) = await clerk(hub, NORTH).is_offered(north)
    assert (offer.words, offer.likeness) == ("安全生产总结", Fraction(2, 3))
    assert await clerk(hub, SOUTH).is_offered(south) == [[]]
    assert await clerk(hub, SOUTH).is_offered(north) == [[]]  # nobody learns what another unit gave


@pytest.mark.anyio
async def test_what_was_returned_is_not_offered_and_a_file_given_twice_is_offered_once(hub: Hub) -> None:
    north, office = clerk(hub, NORTH), clerk(hub, REGISTRAR)
    first, second = await office.calls(), await office.calls("安全生产总结")
    returned, kept = await answer(hub, first, "NV"), await answer(hub, second, "NV")
    file = await north.gives_new(returned, "north")
    await north.gives(kept, file)
    asked = await answer(hub, await clerk(hub, STATISTICIAN).calls(unit="ST"), "NV")
    ((offer,),) = await north.is_offered(asked)
    assert (offer.answer_id, offer.likeness) == (returned, Fraction(1))
    await office.desk.moves("RETURN", returned, reason="no figures")
    ((offer,),) = await north.is_offered(asked)
    assert (offer.answer_id, offer.likeness) == (kept, Fraction(2, 3))


@pytest.mark.anyio
async def test_the_same_bytes_put_in_again_are_known_as_given_before(hub: Hub) -> None:
    north = clerk(hub, NORTH)
    first = await answer(hub, await clerk(hub, REGISTRAR).calls(), "NV")
    second = await answer(hub, await clerk(hub, STATISTICIAN).calls("另一份材料", unit="ST"), "NV")
    file = await north.gives_new(first, "north")
    assert await north.gives_new(second, "north", "另一份.txt") == file
    assert ((await row(hub, second)).reused_from, await names(hub, second)) == (first, ["另一份.txt"])


@pytest.mark.anyio
async def test_offers_of_many_answers_are_read_in_one_statement(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    answers = [await answer(hub, call, unit) for unit in ("NV", "SV")]
    with hub.statements() as sent:
        await clerk(hub, "P02").is_offered(*answers)
    assert len([statement for statement in sent if "material_answers" in statement]) == 1
