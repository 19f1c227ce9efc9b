/** Entries typed on this device: kept in its storage until the hub has answered, sent once, in order. */

export type Typed = {
  item: string; indicator: string; period: string; area: string;
  /** A figure, or the words that explain the warning named here. */
  value: string; warning: string | null; expectedVersion: number | null;
  /** Of a department's register: the department, and why what it had stated already is corrected. */
  unit?: string; reason?: string;
  /** Answered by a village to its township. */
  village?: true;
  /** Accepted entries stay until the list that was read anew shows them. */
  state: "waiting" | "sent" | "refused" | "accepted";
  message: string | null; remedy: string | null;
};
export type Parcel = { requestId: string; item: string; words: boolean; keys: string[]; entries: Typed[] };
export type Answer = {
  /** Keys of entries that were refused, with the sentence; all others were accepted. */
  refused: Record<string, { message: string; remedy: string | null }>;
  versions: Record<string, number>;
};
type Kept = { typed: Record<string, Typed>; parcels: Parcel[] };
export type Snapshot = Kept & { held: boolean };
type Send = (parcel: Parcel) => Promise<Answer>;
type Place = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export const entryKey = (entry: Pick<Typed, "item" | "indicator" | "period" | "area" | "warning">) =>
  [entry.item, entry.indicator, entry.period, entry.area, entry.warning ?? ""].join("|");

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export class Outbox {
  private listeners = new Set<() => void>();
  private snapshot: Snapshot;
  private sending = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = SHORTEST_PAUSE_MS;

  constructor(private place: Place, private key: string, private send: Send) {
    this.snapshot = { ...this.read(), held: false };
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  current = () => this.snapshot;

  /** Keep what was typed; it is sent at the next flush. */
  type(entry: Omit<Typed, "state" | "message" | "remedy">) {
    this.update((kept) => {
      kept.typed[entryKey(entry)] = { ...entry, state: "waiting", message: null, remedy: null };
    });
  }

  drop(...keys: string[]) {
    if (keys.length === 0) return;
    this.update((kept) => { for (const key of keys) delete kept.typed[key]; });
  }

  /** Send all that waits, one parcel after the other; stops, and tries again later, when the hub cannot be reached. */
  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.timer);
    try {
      for (let parcel = this.next(); parcel; parcel = this.next()) {
        const answer = await this.send(parcel);
        this.settle(parcel, answer);
        this.pause = SHORTEST_PAUSE_MS;
      }
      this.hold(false);
    } catch {
      // The parcel keeps its requestId: sent again it changes nothing twice.
      this.hold(true);
      this.timer = setTimeout(() => void this.flush(), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
    } finally {
      this.sending = false;
    }
  }

  stop() {
    clearTimeout(this.timer);
  }

  /** Another tab wrote. */
  reload() {
    this.snapshot = { ...this.read(), held: this.snapshot.held };
    this.listeners.forEach((listener) => listener());
  }

  private next(): Parcel | undefined {
    const first = this.read().parcels[0];
    if (first) return first;
    let made: Parcel | undefined;
    this.update((kept) => {
      const waiting = Object.entries(kept.typed).filter(([, entry]) => entry.state === "waiting");
      const head = waiting[0]?.[1];
      if (!head) return;
      const words = head.warning !== null;
      const chosen = waiting.filter(([, entry]) => entry.item === head.item && (entry.warning !== null) === words);
      for (const [, entry] of chosen) entry.state = "sent";
      made = {
        requestId: crypto.randomUUID(), item: head.item, words,
        keys: chosen.map(([key]) => key), entries: chosen.map(([, entry]) => ({ ...entry })),
      };
      kept.parcels.push(made);
    });
    return made;
  }

  private settle(parcel: Parcel, answer: Answer) {
    this.update((kept) => {
      kept.parcels = kept.parcels.filter(({ requestId }) => requestId !== parcel.requestId);
      parcel.keys.forEach((key, index) => {
        const entry = kept.typed[key];
        if (!entry) return;
        const version = answer.versions[key];
        const newer = entry.value !== parcel.entries[index]?.value;
        if (newer) {
          // Typed on while the parcel was under way: the next one goes on from the version this one made.
          if (version !== undefined) entry.expectedVersion = version;
          return;
        }
        const refusal = answer.refused[key];
        if (refusal) Object.assign(entry, { state: "refused", ...refusal });
        else if (version === undefined) delete kept.typed[key];
        else Object.assign(entry, { state: "accepted", expectedVersion: version });
      });
    });
  }

  private hold(held: boolean) {
    if (this.snapshot.held === held) return;
    this.snapshot = { ...this.snapshot, held };
    this.listeners.forEach((listener) => listener());
  }

  private read(): Kept {
    try {
      return { typed: {}, parcels: [], ...JSON.parse(this.place.getItem(this.key) ?? "{}") };
    } catch {
      return { typed: {}, parcels: [] };
    }
  }

  // Read, change, write: two tabs of one person must not overwrite each other's entries.
  private update(change: (kept: Kept) => void) {
    const kept = this.read();
    change(kept);
    if (Object.keys(kept.typed).length || kept.parcels.length) this.place.setItem(this.key, JSON.stringify(kept));
    else this.place.removeItem(this.key);
    this.snapshot = { ...kept, held: this.snapshot.held };
    this.listeners.forEach((listener) => listener());
  }
}

/** How many entries wait to be sent. */
export const waitingCount = ({ typed }: Snapshot) =>
  Object.values(typed).filter(({ state }) => state === "waiting" || state === "sent").length;
