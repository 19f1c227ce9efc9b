import { expect, test } from "vitest";
import { place, placeOnGrid, sheet } from "./paste";

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

const towns = ["茶坊街道", "张村驿镇", "羊泉镇"].map((name, index) => ({ key: `t${index}`, name }));
const columns = ["低保户数", "低保人数"].map((name, index) => ({ key: `c${index}`, name }));
const onGrid = (text: string, row: string, column: string) => {
  const { values, unmatched } = placeOnGrid(sheet(text) ?? [], towns, columns, { row, column });
  return { values: Object.fromEntries(values), unmatched };
};

test("a block goes down and to the right of the cell pasted into; what stands out is told", () => {
  expect(onGrid("1\t2\n3\t4\n", "t1", "c0")).toEqual({
    values: { "t1|c0": "1", "t1|c1": "2", "t2|c0": "3", "t2|c1": "4" }, unmatched: 0,
  });
  expect(onGrid("1\t2\n3\t4\n", "t2", "c1")).toEqual({ values: { "t2|c1": "1" }, unmatched: 3 });
});

test("a head line and a first column with names say where values go", () => {
  expect(onGrid("乡镇\t低保人数\t低保户数\n羊泉镇\t9\t5\n茶坊街道\t\t7\n不认识\t1\t1", "t1", "c1")).toEqual({
    values: { "t2|c1": "9", "t2|c0": "5", "t0|c0": "7" }, unmatched: 2,
  });
});

test("towns alone in the first column leave the columns to the cell pasted into", () => {
  expect(onGrid("羊泉镇\t5\n张村驿镇\t6", "t0", "c1")).toEqual({ values: { "t2|c1": "5", "t1|c1": "6" }, unmatched: 0 });
});
