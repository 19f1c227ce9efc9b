import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { type Client, useClient } from "urql";
import { type Answer, Outbox, type Parcel, type Snapshot } from "../shared/outbox";
import { answerVillage, explainFacts, explainRegister, stateFacts, stateRegister } from "./operations";

const OutboxContext = createContext<Outbox | null>(null);
type Refusal = { code: string; message: string; remedy?: string | null };

function refuseAll(parcel: Parcel, { code, message, remedy = null }: Refusal): Answer {
  // Who is not signed in any more sends nothing: the parcel waits, like one that finds no network.
  if (code === "NOT_SIGNED_IN") throw new Error(code);
  return { refused: Object.fromEntries(parcel.keys.map((key) => [key, { message, remedy }])), versions: {} };
}

type Cell = { indicator: string; area: string };
type Refused = Cell & { refusal: { message: string; remedy?: string | null } };
type Accepted = Cell & { version: number };

/** What became of each entry; answers name a figure by its indicator and area. */
function answered({ keys, entries }: Parcel, refused: Refused[], accepted: Accepted[]): Answer {
  const keyOf = ({ indicator, area }: Cell) =>
    keys[entries.findIndex((entry) => entry.indicator === indicator && entry.area === area)] ?? "";
  return {
    refused: Object.fromEntries(refused.map((each) =>
      [keyOf(each), { message: each.refusal.message, remedy: each.refusal.remedy ?? null }])),
    versions: Object.fromEntries(accepted.map((each) => [keyOf(each), each.version])),
  };
}

async function sendFigures(client: Client, parcel: Parcel): Promise<Answer> {
  const { requestId, item, entries } = parcel;
  const sent = entries.map(({ indicator, value, expectedVersion }) => ({ indicator, value, expectedVersion }));
  const { data, error } = await client.mutation(stateFacts, { input: { requestId, item, figures: sent } }).toPromise();
  if (!data) throw error ?? new Error("no answer");
  const result = data.stateFacts;
  if (result.__typename === "Refusal") return refuseAll(parcel, result);
  const area = entries[0]?.area ?? "";
  return answered(parcel, result.refused.map((each) => ({ ...each, area })),
    result.accepted.map((fact) => ({ indicator: fact.indicator.code, area, version: fact.version })));
}

async function sendRegister(client: Client, parcel: Parcel): Promise<Answer> {
  const { requestId, entries } = parcel;
  const { period = "", unit = "", reason } = entries[0] ?? {};
  const sent = entries.map(({ indicator, area, value, expectedVersion }) => ({ indicator, area, value, expectedVersion }));
  const input = { requestId, period, unit, figures: sent, final: false, reason };
  const { data, error } = await client.mutation(stateRegister, { input }).toPromise();
  if (!data) throw error ?? new Error("no answer");
  const result = data.stateRegister;
  if (result.__typename === "Refusal") return refuseAll(parcel, result);
  return answered(parcel, result.refused.map((each) => ({ ...each, area: each.area?.id ?? "" })),
    result.accepted.map((fact) => ({ indicator: fact.indicator.code, area: fact.area.id, version: fact.version })));
}

async function sendVillage(client: Client, parcel: Parcel): Promise<Answer> {
  const { requestId, item, entries } = parcel;
  const sent = entries.map(({ indicator, value }) => ({ indicator, value }));
  const { data, error } = await client.mutation(answerVillage, { input: { requestId, item, figures: sent } }).toPromise();
  if (!data) throw error ?? new Error("no answer");
  const result = data.answerVillage;
  if (result.__typename === "Refusal") return refuseAll(parcel, result);
  const area = entries[0]?.area ?? "";
  return answered(parcel, result.refused.map((each) => ({ ...each, area })),
    result.accepted.map((fact) => ({ indicator: fact.indicator.code, area, version: fact.version })));
}

async function sendWords(client: Client, parcel: Parcel): Promise<Answer> {
  const { requestId, item, entries } = parcel;
  const words = entries.map(({ indicator, warning, value }) => ({ indicator, warning: warning ?? "", words: value }));
  const { data, error } = await client.mutation(explainFacts, { input: { requestId, item, explanations: words } }).toPromise();
  if (!data) throw error ?? new Error("no answer");
  return settled(parcel, data.explainFacts);
}

async function sendRegisterWords(client: Client, parcel: Parcel): Promise<Answer> {
  const { requestId, item, entries } = parcel;
  const words = entries.map(({ indicator, area, warning, value }) => ({ indicator, area, warning: warning ?? "", words: value }));
  const { data, error } = await client.mutation(explainRegister, { input: { requestId, item, explanations: words } }).toPromise();
  if (!data) throw error ?? new Error("no answer");
  return settled(parcel, data.explainRegister);
}

function settled(parcel: Parcel, result: { __typename: string } & Partial<Refusal>): Answer {
  return result.__typename === "Refusal" ? refuseAll(parcel, result as Refusal) : { refused: {}, versions: {} };
}

function send(client: Client, parcel: Parcel): Promise<Answer> {
  const register = parcel.entries[0]?.unit !== undefined;
  if (parcel.words) return (register ? sendRegisterWords : sendWords)(client, parcel);
  if (parcel.entries[0]?.village) return sendVillage(client, parcel);
  return (register ? sendRegister : sendFigures)(client, parcel);
}

/** One outbox for each person of this device; it goes on sending whatever page is open. */
export function OutboxProvider({ person, children }: { person: string; children: ReactNode }) {
  const client = useClient();
  const outbox = useMemo(
    () => new Outbox(localStorage, `hub.outbox.${person}`, (parcel) => send(client, parcel)),
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
