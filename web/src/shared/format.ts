import type { Language } from "./language";

export const MISSING = "—";
const ZONE = "Asia/Shanghai";
const DAY_MS = 86_400_000;

/** Group the digits of an exact decimal; the text is never turned into a float. */
export function number(value: string | null | undefined): string {
  if (value === null || value === undefined || value === "") return MISSING;
  const [whole = "", fraction] = value.replace("-", "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return (value.startsWith("-") ? "−" : "") + grouped + (fraction ? `.${fraction}` : "");
}

export type Direction = "up" | "down" | "same";
export type Difference = { direction: Direction; percent: string | null };

/** The change of a value against another: direction and percent with one decimal, null against zero. */
export function difference(value?: string | null, before?: string | null): Difference | null {
  if (value == null || before == null) return null;
  const [now, then] = [Number(value), Number(before)];
  if (Number.isNaN(now) || Number.isNaN(then)) return null;
  const direction = now > then ? "up" : now < then ? "down" : "same";
  return { direction, percent: then === 0 ? null : Math.abs(((now - then) / Math.abs(then)) * 100).toFixed(1) };
}

const parts = (time: Date) => {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const found = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  return { date: `${found.year}-${found.month}-${found.day}`, clock: `${found.hour}:${found.minute}` };
};

const dayNumber = (date: string) => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
export const shortDay = (date: string, language: Language) => shortDate(date, language, "");
const shortDate = (date: string, language: Language, thisYear: string) => {
  const [year = "", month = "", day = ""] = date.split("-");
  const near = year === thisYear;
  if (language === "zh") return `${near ? "" : `${year}年`}${Number(month)}月${Number(day)}日`;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: near ? undefined : "numeric", timeZone: "UTC" })
    .format(new Date(`${date}T00:00:00Z`));
};

/** The exact time on the county's wall clock. */
export function exact(time: string, language: Language): string {
  const { date, clock } = parts(new Date(time));
  return `${shortDate(date, language, "")} ${clock}`;
}

/** A past time as people say it: today 17:00, yesterday 09:30, then the date. */
export function when(time: string, language: Language, now = new Date()): string {
  const [then, today] = [parts(new Date(time)), parts(now)];
  const ago = dayNumber(today.date) - dayNumber(then.date);
  const day = ago === 0 ? (language === "zh" ? "今天" : "today")
    : ago === 1 ? (language === "zh" ? "昨天" : "yesterday")
    : shortDate(then.date, language, today.date.slice(0, 4));
  return `${day} ${then.clock}`;
}

/** A term as people say it; takes a date or a time. */
export function term(due: string, language: Language, now = new Date()): string {
  const timed = due.includes("T");
  const then = timed ? parts(new Date(due)) : { date: due, clock: "" };
  const today = parts(now);
  const days = dayNumber(then.date) - dayNumber(today.date);
  const zh = language === "zh";
  if (days < 0 || (timed && new Date(due) < now)) {
    if (days === 0) return zh ? `逾期,今天 ${then.clock}` : `overdue since ${then.clock}`;
    return zh ? `逾期 ${-days} 天` : `${-days} day${days === -1 ? "" : "s"} overdue`;
  }
  if (days === 0) return zh ? `今天${timed ? ` ${then.clock}` : "到期"}` : `due today${timed ? ` ${then.clock}` : ""}`;
  if (days === 1) return zh ? "明天到期" : "due tomorrow";
  if (days <= 15) return zh ? `还有 ${days} 天` : `${days} days left`;
  return zh ? `${shortDate(then.date, language, today.date.slice(0, 4))}到期` : `due ${shortDate(then.date, language, today.date.slice(0, 4))}`;
}

/** The month that ended before the given day: 2019-08 on 2019-09-03. */
export function monthBefore(today: string): string {
  const [year = 0, month = 0] = today.split("-").map(Number);
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, "0")}`;
}

/** The months up to and with the given one, oldest first. */
export function monthsUpTo(period: string, count: number): string[] {
  const [year = 0, month = 1] = period.split("-").map(Number);
  return Array.from({ length: count }, (_, index) => {
    const at = year * 12 + (month - 1) - (count - 1 - index);
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

export function periodName(code: string, language: Language): string {
  const zh = language === "zh";
  const quarter = /^(\d{4})Q(\d)$/.exec(code);
  if (quarter) return zh ? `${quarter[1]}年${"一二三四"[Number(quarter[2]) - 1]}季度` : `Q${quarter[2]} ${quarter[1]}`;
  const month = /^(\d{4})-(\d{2})$/.exec(code);
  if (!month) return zh ? `${code}年` : code;
  if (zh) return `${month[1]}年${Number(month[2])}月`;
  return new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${code}-01T00:00:00Z`));
}
