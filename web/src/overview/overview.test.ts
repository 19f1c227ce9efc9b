import { expect, test } from "vitest";
import { labelPlaces } from "./labels";
import type { Answer, Share, Township } from "./operations";
import { share, standings, whole } from "./standing";

const town = (code: string): Township => ({ __typename: "Area", id: `area:${code}`, code, name: code, geometry: null });
const row = (area: string, asked: number, confirmed: number, overdue = 0) => ({
  __typename: "TownshipCompleteness", area, period: "2019-08", asked, stated: confirmed, confirmed, overdue, dueOn: "2019-09-05", daysLate: overdue ? 3 : 0,
});
const answer = (rows: object[]) => ({
  townshipCompleteness: { nodes: rows }, values: { nodes: [] }, townshipRanking: { nodes: [] },
}) as unknown as Answer;
const published = (area: string, confirmedPct: string, overduePct: string): Share => ({
  __typename: "CompletenessShares", area, confirmedPct, overduePct,
});

test("100 percent is said only of what is complete", () => {
  expect(share(999, 1000)).toBe(99);
  expect(share(1000, 1000)).toBe(100);
});

test("a township is complete, under way or overdue; one that only publishes shares has no counts", () => {
  const rows = answer([row("A", 10, 10), row("B", 10, 4), row("C", 10, 4, 6)]);
  const found = standings(["A", "B", "C", "D", "E"].map(town), rows, [published("D", "40.0", "60.0")]);
  expect(found.map(({ stand, percent, asked, daysLate }) => [stand, percent, asked, daysLate])).toEqual([
    ["done", 100, 10, 0], ["going", 40, 10, 0], ["late", 40, 10, 3], ["late", 40, null, 0], ["hidden", null, null, 0],
  ]);
});

test("the county is summed from rows only when every township's row is visible", () => {
  const towns = ["A", "B"].map(town);
  const seen = answer([row("A", 10, 10), row("B", 30, 10)]);
  expect(whole(standings(towns, seen, []), [], "X")).toEqual({ asked: 40, confirmed: 20, percent: 50 });
  const shares = [published("B", "33.3", "0")];
  expect(whole(standings(towns, answer([row("A", 10, 10)]), shares), shares, "X")).toEqual({ asked: null, confirmed: null, percent: null });
});

test("labels of neighbours stand clear of each other", () => {
  const box = (x: number, y: number) => ({ type: "Polygon", coordinates: [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]] });
  const map = { width: 300, height: 300 };
  const label = { width: 200, height: 40 };
  const places = labelPlaces([box(0, 2), box(1, 2), box(9, 9)], map, label);
  // The map is 8 degrees high, 300 pixels; labels are parted up and down, where they overlap less.
  expect(((places[0]?.[1] ?? 0) - (places[1]?.[1] ?? 0)) * (300 / 8)).toBeCloseTo(40, 1);
  expect(places[0]?.[0]).toBeCloseTo(0.5, 6);
  expect(places[2]?.[0]).toBeCloseTo(9.5, 6);
  expect(places[2]?.[1]).toBeCloseTo(9.5, 6);
});
