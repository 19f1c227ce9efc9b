import { expect, test } from "vitest";
import { difference, exact, monthBefore, monthsUpTo, number, periodName, term, when } from "./format";

// Noon of 3 September 2019 in Shanghai.
const now = new Date("2019-09-03T04:00:00Z");

test("numbers are grouped exactly and missing is a dash, not zero", () => {
  expect(number("1234567.80")).toBe("1,234,567.80");
  expect(number("-1234")).toBe("−1,234");
  expect(number("12345678901234567890.12")).toBe("12,345,678,901,234,567,890.12");
  expect(number("0")).toBe("0");
  expect(number(null)).toBe("—");
});

test("a change has a direction and a percent, none against zero or missing", () => {
  expect(difference("110", "100")).toEqual({ direction: "up", percent: "10.0" });
  expect(difference("90", "100")).toEqual({ direction: "down", percent: "10.0" });
  expect(difference("-5", "-10")).toEqual({ direction: "up", percent: "50.0" });
  expect(difference("5", "0")).toEqual({ direction: "up", percent: null });
  expect(difference("5", null)).toBeNull();
});

test("terms are said as people say them", () => {
  expect(term("2019-09-03T09:00:00Z", "zh", now)).toBe("今天 17:00");
  expect(term("2019-09-03T03:00:00Z", "zh", now)).toBe("逾期,今天 11:00");
  expect(term("2019-09-03", "zh", now)).toBe("今天到期");
  expect(term("2019-09-04", "zh", now)).toBe("明天到期");
  expect(term("2019-09-01", "zh", now)).toBe("逾期 2 天");
  expect(term("2019-09-02", "en", now)).toBe("1 day overdue");
  expect(term("2020-01-15", "zh", now)).toBe("2020年1月15日到期");
});

test("times are of the county's wall clock", () => {
  expect(exact("2019-08-31T16:30:00Z", "zh")).toBe("2019年9月1日 00:30");
  expect(when("2019-09-02T17:00:00Z", "zh", now)).toBe("今天 01:00");
  expect(when("2019-09-02T15:00:00Z", "zh", now)).toBe("昨天 23:00");
  expect(when("2019-08-05T02:00:00Z", "en", now)).toBe("5 Aug 10:00");
});

test("months step over the year's end", () => {
  expect(monthBefore("2020-01-03")).toBe("2019-12");
  expect(monthBefore("2019-09-03")).toBe("2019-08");
  expect(monthsUpTo("2019-02", 3)).toEqual(["2018-12", "2019-01", "2019-02"]);
  expect(periodName("2019Q3", "zh")).toBe("2019年三季度");
  expect(periodName("2019-08", "en")).toBe("August 2019");
});
