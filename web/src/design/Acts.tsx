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

const HERE = ["SUBMIT", "APPROVE", "RETURN", "REFUSE"] as const;
type Event = (typeof HERE)[number];

/** Submit, approve, return, refuse: each with what it asks; what is not open yet says why. */
export function Acts({ proposal }: { proposal: Proposal }) {
  const moves = proposal.moves.filter(({ event }) => HERE.includes(event as Event));
  const [chosen, setChosen] = useState<Event | null>(null);
  if (moves.length === 0) return null;
  return (
    <footer className={styles.acts}>
      {moves.filter(({ open }) => !open).map(({ event, name, why, remedy }) => <p key={event} className="quiet">{name}:{why} {remedy}</p>)}
      {chosen
        ? <Move key={chosen} proposal={proposal} event={chosen} name={moves.find(({ event }) => event === chosen)?.name ?? ""} close={() => setChosen(null)} />
        : moves.filter(({ open }) => open).map(({ event, name }) => (
          <Button key={event} variant={event === "SUBMIT" || event === "APPROVE" ? "filled" : "default"} size="md" onClick={() => setChosen(event as Event)}>{name}</Button>
        ))}
    </footer>
  );
}

type MoveProps = { proposal: Proposal; event: Event; name: string; close: () => void };

function Move({ proposal, event, name, close }: MoveProps) {
  const say = useWords(messages);
  const { county } = useAsker();
  const draft = `${proposal.id}.${event}`;
  const [said, setSaid] = useDraft(draft);
  const [date, setDate] = useState(county.today);
  const forget = useForget();
  const { act, busy, trouble } = useAct(moveItem, (data) => data.moveItem);
  const given = { SUBMIT: { text: said }, APPROVE: { date }, REFUSE: { reason: said }, RETURN: { listOfMissing: said.split("\n").map((line) => line.trim()).filter(Boolean) } }[event];
  const submit = async (sent: FormEvent) => {
    sent.preventDefault();
    if (!(await act({ items: [{ id: proposal.id, expectedRevision: proposal.revision }], event, ...given }))) return;
    forget(draft);
    close();
  };
  const labels = { SUBMIT: say.words, APPROVE: say.from, REFUSE: say.reason, RETURN: say.missing };
  return (
    <form className={styles.acts} onSubmit={(sent) => void submit(sent)} aria-label={name}>
      {event === "APPROVE"
        ? <TextInput type="date" label={labels[event]} value={date} onChange={(changed) => setDate(changed.target.value)} required />
        : <Textarea label={labels[event]} value={said} onChange={(changed) => setSaid(changed.target.value)} required autosize minRows={2} />}
      <Trouble of={trouble} />
      <Button type="submit" size="md" loading={busy}>{name}</Button>
      <Button variant="default" onClick={close}>{say.cancel}</Button>
    </form>
  );
}
