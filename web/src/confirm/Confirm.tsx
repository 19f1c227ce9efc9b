import { Button, Switch } from "@mantine/core";
import { useState } from "react";
import { Trouble, useAct } from "../shared/act";
import { exact } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { type Change, useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure } from "../shared/states";
import styles from "./Confirm.module.css";
import { ConfirmRows } from "./ConfirmRows";
import { messages } from "./messages";
import { confirmFacts, confirmQuery, type Waiting } from "./operations";
import { SendBack } from "./SendBack";

const concerns = ({ subject }: Change) => subject === "statistics";

/** All that waits for this signature, on one page, confirmed in one act. */
export default function Confirm() {
  const say = useWords(messages);
  const [{ data, error }, read] = useLiveQuery(confirmQuery, {}, concerns);
  const [result, setResult] = useState("");
  const nodes = data?.viewer?.inbox.nodes;
  const again = () => read({ requestPolicy: "network-only" });
  if (!nodes && error) return <Failure error={error} again={again} />;
  if (!nodes) return <Coming rows={8} />;
  const waiting = nodes.map(({ item }) => item).filter((item): item is Waiting => item?.__typename === "FactPeriod");
  const done = (said: string) => { setResult(said); again(); };
  return (
    <div className={styles.page}>
      <h1>{say.title}</h1>
      {result ? <p className={styles.result} role="status">✓ {result}</p> : null}
      {waiting.length === 0 ? <Empty title={say.nothing}>{say.nothingHint}</Empty> : <Sheets waiting={waiting} done={done} />}
    </div>
  );
}

function Sheets({ waiting, done }: { waiting: Waiting[]; done: (said: string) => void }) {
  const say = useWords(messages);
  const language = useLanguage();
  const [onlyStriking, setOnlyStriking] = useState(false);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const figures = waiting.reduce((sum, { questions }) => sum + questions.length, 0);
  const toggle = (code: string) => setMarked((before) => {
    const after = new Set(before);
    if (!after.delete(code)) after.add(code);
    return after;
  });
  return (
    <>
      <header>
        <p className="quiet">{say.summary(figures, waiting.length)}</p>
        <Switch mt="xs" label={say.only} checked={onlyStriking} onChange={(event) => setOnlyStriking(event.currentTarget.checked)} />
      </header>
      {waiting.map((item) => (
        <section key={item.id} className={styles.sheet} aria-labelledby={`sheet-${item.id}`}>
          <h2 id={`sheet-${item.id}`} className="serif">{item.area?.name} {item.period.name}</h2>
          {item.enteredBy && item.enteredAt
            ? <p className="quiet">{say.enteredBy(item.enteredBy.name, exact(item.enteredAt, language))}</p> : null}
          <ConfirmRows questions={item.questions} onlyStriking={onlyStriking} marked={marked} toggle={toggle} />
        </section>
      ))}
      <Act waiting={waiting} marked={marked} done={done} />
    </>
  );
}

type ActProps = { waiting: Waiting[]; marked: ReadonlySet<string>; done: (said: string) => void };

function Act({ waiting, marked, done }: ActProps) {
  const say = useWords(messages);
  const { act, busy, trouble } = useAct(confirmFacts, (data) => data.confirmFacts);
  const [sending, setSending] = useState(false);
  const shut = waiting.map(({ moves }) => moves.find(({ event }) => event === "CONFIRM")).filter((move) => move && !move.open);
  const submit = async () => {
    const confirmed = await act({ items: waiting.map(({ id }) => id) });
    if (confirmed) done(say.confirmed(confirmed.facts));
  };
  return (
    <footer className={styles.act}>
      <Trouble of={trouble} />
      {[...new Set(shut.map((move) => `${move?.why ?? ""} ${move?.remedy ?? ""}`))].map((why) => <p key={why} className="quiet">{say.notOpen}:{why}</p>)}
      <div className={styles.moves}>
        <Button variant="default" size="md" onClick={() => setSending(true)}>{say.back}{marked.size ? ` (${marked.size})` : ""}</Button>
        <Button size="md" loading={busy} disabled={shut.length > 0} onClick={() => void submit()}>{say.confirm}</Button>
      </div>
      {sending ? <SendBack waiting={waiting} marked={marked} close={() => setSending(false)} done={done} /> : null}
    </footer>
  );
}
