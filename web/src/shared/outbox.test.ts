import { beforeEach, expect, test } from "vitest";
import { type Answer, entryKey, Outbox, type Parcel, waitingCount } from "./outbox";

const KEY = "outbox";
const kept = new Map<string, string>();
const place = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
const figure = (indicator: string, value: string) =>
  ({ item: "i1", indicator, period: "2019-08", area: "a1", warning: null, value, expectedVersion: 0 });
const keyOf = (indicator: string) => entryKey(figure(indicator, ""));
const acceptAll = (parcel: Parcel): Answer => ({ refused: {}, versions: Object.fromEntries(parcel.keys.map((key) => [key, 1])) });

beforeEach(() => kept.clear());

test("what is typed is on the device before it is sent", () => {
  const outbox = new Outbox(place, KEY, () => Promise.reject(new Error("never asked")));
  outbox.type(figure("POP01", "12"));
  expect(JSON.parse(kept.get(KEY) ?? "").typed[keyOf("POP01")].value).toBe("12");
  expect(waitingCount(new Outbox(place, KEY, () => Promise.reject(new Error("never asked"))).current())).toBe(1);
});

test("entries of one item go in one parcel, words in another", async () => {
  const sent: Parcel[] = [];
  const outbox = new Outbox(place, KEY, async (parcel) => { sent.push(parcel); return acceptAll(parcel); });
  outbox.type(figure("POP01", "12"));
  outbox.type({ ...figure("POP01", "new orchards"), warning: "YOY" });
  outbox.type(figure("POP02", "13"));
  await outbox.flush();
  expect(sent.map(({ words, entries }) => [words, entries.map(({ value }) => value)])).toEqual([
    [false, ["12", "13"]], [true, ["new orchards"]],
  ]);
});

test("a parcel that found no network is sent again with the same requestId, by whoever opens the page next", async () => {
  const first: Parcel[] = [];
  const broken = new Outbox(place, KEY, async (parcel) => { first.push(parcel); throw new TypeError("Failed to fetch"); });
  broken.type(figure("POP01", "12"));
  await broken.flush();
  broken.stop();
  expect(broken.current().held).toBe(true);
  const second: Parcel[] = [];
  const mended = new Outbox(place, KEY, async (parcel) => { second.push(parcel); return acceptAll(parcel); });
  await mended.flush();
  expect(second).toEqual(first);
  expect(waitingCount(mended.current())).toBe(0);
});

test("a refused entry stays with its sentence and is not sent again by itself", async () => {
  let count = 0;
  const outbox = new Outbox(place, KEY, async ({ keys }) => {
    count += 1;
    return { refused: { [keys[0] ?? ""]: { message: "12 is more than 11", remedy: null } }, versions: {} };
  });
  outbox.type(figure("POP01", "12"));
  await outbox.flush();
  await outbox.flush();
  expect(count).toBe(1);
  expect(outbox.current().typed[keyOf("POP01")]).toMatchObject({ state: "refused", value: "12", message: "12 is more than 11" });
});

test("what is typed while a parcel is under way goes in the next one, on the version the first one made", async () => {
  const sent: Parcel[] = [];
  const outbox: Outbox = new Outbox(place, KEY, async (parcel) => {
    sent.push(parcel);
    if (sent.length === 1) outbox.type(figure("POP01", "120"));
    return { refused: {}, versions: { [keyOf("POP01")]: sent.length } };
  });
  outbox.type(figure("POP01", "12"));
  await outbox.flush();
  expect(sent.map(({ entries }) => [entries[0]?.value, entries[0]?.expectedVersion])).toEqual([["12", 0], ["120", 1]]);
  expect(sent[0]?.requestId).not.toBe(sent[1]?.requestId);
});

test("an accepted entry stays shown until it is dropped", async () => {
  const outbox = new Outbox(place, KEY, async (parcel) => acceptAll(parcel));
  outbox.type(figure("POP01", "12"));
  await outbox.flush();
  expect(outbox.current().typed[keyOf("POP01")]).toMatchObject({ state: "accepted", expectedVersion: 1 });
  outbox.drop(keyOf("POP01"));
  expect(kept.has(KEY)).toBe(false);
});

test("two tabs of one person do not overwrite each other", () => {
  const never = () => Promise.reject(new Error("never asked"));
  const [one, other] = [new Outbox(place, KEY, never), new Outbox(place, KEY, never)];
  one.type(figure("POP01", "1"));
  other.type(figure("POP02", "2"));
  expect(Object.keys(JSON.parse(kept.get(KEY) ?? "").typed)).toEqual([keyOf("POP01"), keyOf("POP02")]);
});
