import { Button, Modal, Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useDraft, useForget } from "../app/draft";
import { Correct } from "../facts/Correct";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import styles from "./ItemPage.module.css";
import { messages } from "./messages";
import { type Found, type Move, moveItem } from "./operations";
import { OwnPage } from "./Subject";

// What a move may ask for in words; a move that asks for more has a page of its own.
const inWords = new Set(["reason", "text", "evidence"]);
const OWN_PAGE: Record<string, ReadonlySet<string>> = {
  FACT_PERIOD: new Set(["ENTER", "EXPLAIN", "FINISH", "CONFIRM"]),
  REGISTER_PERIOD: new Set(["EXPLAIN", "STATE"]),
  REPORT: new Set(["ACCEPT", "LOCK"]),
  FORM_PROPOSAL: new Set(["SUBMIT", "APPROVE", "RETURN", "REFUSE", "WITHDRAW", "REGISTER_STATUTORY", "RENEW", "END"]),
};
const plain = ({ asks, event }: Move, kind: string) =>
  (asks.every((name) => inWords.has(name)) && !(OWN_PAGE[kind]?.has(event) ?? false)) || (kind === "FACT_CORRECTION" && event === "REVISE");

/** The one likely move large, the others beside it; why a move is not open is said. */
export function ActBar({ item }: { item: Found }) {
  const say = useWords(messages);
  const [chosen, setChosen] = useState<Move | null>(null);
  const moves = item.moves.filter((move) => plain(move, item.kind));
  const open = moves.filter((move) => move.open).sort((one, other) => Number(other.likely) - Number(one.likely));
  const shut = item.moves.filter((move) => !move.open && move.why);
  return (
    <footer className={styles.act}>
      <div className={styles.moves}>
        <OwnPage item={item} />
        {open.map((move) => (
          <Button key={move.event} variant={move.likely ? "filled" : "default"} size="md" onClick={() => setChosen(move)}>{move.name}</Button>
        ))}
      </div>
      {item.moves.length === 0 ? <p className="quiet">{say.noMoves}</p> : null}
      {shut.map((move) => (
        <p key={move.event} className="quiet">{move.name}:{move.why}{move.remedy ? ` ${move.remedy}` : ""}</p>
      ))}
      {chosen ? <MoveDialog item={item} move={chosen} close={() => setChosen(null)} /> : null}
    </footer>
  );
}

type DialogProps = { item: Found; move: Move; close: () => void };

function MoveDialog(props: DialogProps) {
  const { item, move, close } = props;
  const figure = item.__typename === "FactCorrection" && move.event === "REVISE" ? item.fact : null;
  return (
    <Modal opened onClose={close} title={move.name} centered>
      {figure ? <Correct figure={figure} item={item.id} done={close} /> : <InWords {...props} />}
    </Modal>
  );
}

function InWords({ item, move, close }: DialogProps) {
  const say = useWords(messages);
  const { act, busy, trouble } = useAct(moveItem, (data) => data.moveItem);
  const forget = useForget();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = Object.fromEntries(move.asks.map((name) => [name, String(form.get(name) ?? "")]));
    const items = [{ id: item.id, expectedRevision: item.revision }];
    if (!(await act({ items, event: move.event, ...said }))) return;
    forget(`${item.id}.${move.event}.`);
    close();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {move.asks.map((name) => <Words key={name} name={name} draft={`${item.id}.${move.event}.${name}`} label={labels(say)[name] ?? say.text} />)}
        <Trouble of={trouble} />
        <Button type="submit" loading={busy}>{say.send}</Button>
        <Button variant="default" onClick={close}>{say.cancel}</Button>
      </Stack>
    </form>
  );
}

const labels = (say: typeof messages.zh): Record<string, string> => ({ reason: say.reason, text: say.text, evidence: say.evidence });

/** Words that stay on the device until they are sent. */
function Words({ name, draft, label }: { name: string; draft: string; label: string }) {
  const [said, say] = useDraft(draft);
  return <Textarea name={name} label={label} value={said} onChange={(event) => say(event.target.value)} required minRows={3} autosize data-autofocus />;
}
