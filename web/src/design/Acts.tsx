import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useDraft, useForget } from "../app/draft";
import { useAsker } from "../app/viewer";
import { moveItem } from "../items/operations";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import styles from "./Design.module.css";
import { messages } from "./messages";
import type { Proposal } from "./operations";

// Binding has a form of its own.
const ELSEWHERE = new Set(["BIND", "REBIND"]);
const MAIN = new Set(["SUBMIT", "APPROVE", "REGISTER_STATUTORY"]);
type Move = Proposal["moves"][number];

/** What the flow offers now: submit, approve, register, return, renew, end; what is not open yet says why. */
export function Acts({ proposal }: { proposal: Proposal }) {
  // What is statutory is registered, all else is approved; neither offers the other's way.
  const moves = proposal.moves.filter(({ event }) => !ELSEWHERE.has(event) && (event !== "REGISTER_STATUTORY" || proposal.statutory));
  const [chosen, setChosen] = useState("");
  const move = moves.find(({ event, open }) => open && event === chosen);
  if (moves.length === 0) return null;
  return (
    <footer className={styles.acts}>
      {moves.filter(({ open }) => !open).map(({ event, name, why, remedy }) => <p key={event} className="quiet">{name}:{why} {remedy}</p>)}
      {move
        ? <MoveForm key={chosen} proposal={proposal} move={move} close={() => setChosen("")} />
        : moves.filter(({ open }) => open).map(({ event, name }) => (
          <Button key={event} variant={MAIN.has(event) ? "filled" : "default"} size="md" onClick={() => setChosen(event)}>{name}</Button>
        ))}
    </footer>
  );
}

type Said = Record<string, string>;
type MoveProps = { proposal: Proposal; move: Move; close: () => void };

/** A move with what it asks for, as its flow names it; words stay on the device until they are sent. */
function MoveForm({ proposal, move: { event, name, asks, mayAsk }, close }: MoveProps) {
  const say = useWords(messages);
  const { county } = useAsker();
  const draft = `${proposal.id}.${event}`;
  const [kept, keep] = useDraft(draft);
  const said: Said = { date: county.today, ...(kept ? JSON.parse(kept) as Said : {}) };
  const forget = useForget();
  const { act, busy, trouble } = useAct(moveItem, (data) => data.moveItem);
  const submit = async (sent: FormEvent) => {
    sent.preventDefault();
    const given = Object.fromEntries([...asks, ...mayAsk].flatMap((input) => (said[input] ? [asSent(input, said[input])] : [])));
    if (!(await act({ items: [{ id: proposal.id, expectedRevision: proposal.revision }], event, ...given }))) return;
    forget(draft);
    close();
  };
  return (
    <form className={styles.acts} onSubmit={(sent) => void submit(sent)} aria-label={name}>
      {[...asks, ...mayAsk].map((input) => (
        <Asked key={input} input={input} label={labelOf(say, event, input)} value={said[input] ?? ""} required={asks.includes(input)}
          write={(value) => keep(JSON.stringify({ ...said, [input]: value }))} />
      ))}
      <Trouble of={trouble} />
      <Button type="submit" size="md" loading={busy}>{name}</Button>
      <Button variant="default" onClick={close}>{say.cancel}</Button>
    </form>
  );
}

const asSent = (input: string, value: string): [string, string | string[]] =>
  (input === "list_of_missing" ? ["listOfMissing", value.split("\n").map((line) => line.trim()).filter(Boolean)] : [input, value]);

const labelOf = (say: typeof messages.zh, event: string, input: string) => say.asked[`${event}.${input}`] ?? say.asked[input] ?? input;

type AskedProps = { input: string; label: string; value: string; required: boolean; write: (value: string) => void };

function Asked({ input, label, value, required, write }: AskedProps) {
  if (input === "date") return <TextInput type="date" label={label} value={value} onChange={(event) => write(event.target.value)} required={required} />;
  return <Textarea label={label} value={value} onChange={(event) => write(event.target.value)} required={required} autosize minRows={2} />;
}
