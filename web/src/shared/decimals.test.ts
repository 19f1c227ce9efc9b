import { expect, test } from "vitest";
import { sum } from "./decimals";

test("decimals are added exactly, however many places they have", () => {
  expect(sum(["0.1", "0.2"])).toBe("0.3");
  expect(sum(["12", "0.50", "-13"])).toBe("-0.50");
  expect(sum(["12345678901234567890", "1"])).toBe("12345678901234567891");
  expect(sum([])).toBe("0");
});
