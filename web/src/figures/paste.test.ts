import { expect, test } from "vitest";
import { place, sheet } from "./paste";

const rows = ["户籍人口", "出生人口", "死亡人口"].map((name, index) => ({ key: `k${index}`, name }));
const placed = (text: string, from: string) => {
  const { values, unmatched } = place(sheet(text) ?? [], rows, from);
  return { values: Object.fromEntries(values), unmatched };
};

test("a single value is no sheet", () => {
  expect(sheet("1,234")).toBeNull();
  expect(sheet("1,234\r\n")).toBeNull();
});

test("a column goes downwards from the cell pasted into; what is too long is told", () => {
  expect(placed("12\r\n13\r\n", "k1")).toEqual({ values: { k1: "12", k2: "13" }, unmatched: 0 });
  expect(placed("12\n13\n14", "k1")).toEqual({ values: { k1: "12", k2: "13" }, unmatched: 1 });
});

test("an empty cell leaves what stands there", () => {
  expect(placed("12\n\n14", "k0")).toEqual({ values: { k0: "12", k2: "14" }, unmatched: 0 });
});

test("rows that begin with an indicator's name go to that indicator, wherever they stand", () => {
  expect(placed("死亡人口\t3\n出生人口\t人\t5\n不认识\t9", "k0")).toEqual({ values: { k2: "3", k1: "5" }, unmatched: 1 });
});
