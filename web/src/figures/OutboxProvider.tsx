import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { type Client, useClient } from "urql";
import { type Answer, Outbox, type Parcel, type Snapshot } from "../shared/outbox";
import { explainFacts, stateFacts } from "./operations";

const OutboxContext = createContext<Outbox | null>(null);
const refuseAll = (parcel: Parcel, message: string, remedy: string | null): Answer => ({
  refused: Object.fromEntries(parcel.keys.map((key) => [key, { message, remedy }])),
  versions: {},
});

async function sendFigures(client: Client, parcel: Parcel): Promise<Answer> {
  const { requestId, item, entries, keys } = parcel;
  const sent = entries.map(({ indicator, value, expectedVersion }) => ({ indicator, value, expectedVersion }));
  const { data, error } = await client.mutation(stateFacts, { input: { requestId, item, figures: sent } }).toPromise();
  if (!data) throw error ?? new Error("no answer");
  const result = data.stateFacts;
  if (result.__typename === "Refusal") return refuseAll(parcel, result.message, result.remedy ?? null);
  const keyOf = (code: string) => keys[entries.findIndex(({ indicator }) => indicator === code)] ?? "";
  return {
    refused: Object.fromEntries(result.refused.map(({ indicator, refusal }) =>
      [keyOf(indicator), { message: refusal.message, remedy: refusal.remedy ?? null }])),
    versions: Object.fromEntries(result.accepted.map((fact) => [keyOf(fact.indicator.code), fact.version])),
  };
}

async function sendWords(client: Client, parcel: Parcel): Promise<Answer> {
  const { requestId, item, entries } = parcel;
  const explanations = entries.map(({ indicator, warning, value }) => ({ indicator, warning: warning ?? "", words: value }));
  const { data, error } = await client.mutation(explainFacts, { input: { requestId, item, explanations } }).toPromise();
  if (!data) throw error ?? new Error("no answer");
  const result = data.explainFacts;
  return result.__typename === "Refusal"
    ? refuseAll(parcel, result.message, result.remedy ?? null)
    : { refused: {}, versions: {} };
}

/** One outbox for each person of this device; it goes on sending whatever page is open. */
export function OutboxProvider({ person, children }: { person: string; children: ReactNode }) {
  const client = useClient();
  const outbox = useMemo(
    () => new Outbox(localStorage, `hub.outbox.${person}`, (parcel) =>
      (parcel.words ? sendWords : sendFigures)(client, parcel)),
    [client, person],
  );
  useEffect(() => {
    const flush = () => void outbox.flush();
    const reload = () => outbox.reload();
    flush();
    window.addEventListener("online", flush);
    window.addEventListener("storage", reload);
    return () => {
      outbox.stop();
      window.removeEventListener("online", flush);
      window.removeEventListener("storage", reload);
    };
  }, [outbox]);
  return <OutboxContext.Provider value={outbox}>{children}</OutboxContext.Provider>;
}

export function useOutboxItself(): Outbox {
  const outbox = useContext(OutboxContext);
  if (!outbox) throw new Error("used outside the outbox");
  return outbox;
}

export function useOutbox(): Snapshot {
  const outbox = useOutboxItself();
  return useSyncExternalStore(outbox.subscribe, outbox.current);
}
