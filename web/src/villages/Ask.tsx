import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAsker } from "../app/viewer";
import type { Asked, Question } from "../figures/operations";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { messages } from "./messages";
import { askVillages, villagesQuery } from "./operations";
import styles from "./Villages.module.css";

const TERM_DAYS = 2;

/** The way to hand figures of a period down to villages. */
export function Ask({ item, questions }: { item: Asked["item"]; questions: Question[] }) {
  const say = useWords(messages);
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => { setSent(false); setOpen(true); }}>{say.ask}</Button>
      {sent ? <span role="status" className="quiet">✓ {say.sent}</span> : null}
      <Modal opened={open} onClose={() => setOpen(false)} title={say.title(item.period.name)} closeButtonProps={{ "aria-label": say.cancel }}>
        <Form item={item} questions={questions} done={() => { setOpen(false); setSent(true); }} />
      </Modal>
    </>
  );
}

type Chosen = ReadonlySet<string>;
const toggled = (chosen: Chosen, key: string): Chosen => {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return next;
};

function Form({ item, questions, done }: { item: Asked["item"]; questions: Question[]; done: () => void }) {
  const say = useWords(messages);
  const { county } = useAsker();
  const [find, setFind] = useState("");
  const [figures, setFigures] = useState<Chosen>(new Set());
  const [villages, setVillages] = useState<Chosen>(new Set());
  const [dueOn, setDueOn] = useState(daysAfter(county.today, TERM_DAYS));
  const { act, busy, trouble } = useAct(askVillages, (data) => data.askVillages);
  const area = questions[0]?.area.id ?? "";
  const [{ data }] = useLiveQuery(villagesQuery, { id: area }, ({ subject }) => subject === "organisation");
  const children = data?.node?.__typename === "Area" ? data.node.children : [];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const cells = [...figures].map((indicator) => ({ indicator, villages: villages.size > 0 ? [...villages] : null }));
    if (await act({ item: item.id, cells, dueOn })) done();
  };
  return (
    <form className={styles.ask} onSubmit={(event) => void submit(event)}>
      <TextInput label={say.find} value={find} onChange={(event) => setFind(event.target.value)} />
      <Choice legend={say.which} chosen={figures} choose={setFigures}
        of={questions.filter(({ indicator }) => indicator.name.includes(find) || figures.has(indicator.code))
          .map(({ indicator }) => ({ key: indicator.code, name: indicator.name }))} />
      <Choice legend={`${say.villages}(${villages.size > 0 ? say.some : say.all})`} chosen={villages} choose={setVillages}
        of={children.map(({ id, name }) => ({ key: id, name }))} />
      <TextInput type="date" label={say.dueOn} value={dueOn} min={county.today} onChange={(event) => setDueOn(event.target.value)} required />
      <Trouble of={trouble} />
      <Button type="submit" size="md" loading={busy} disabled={figures.size === 0}>{say.send(figures.size)}</Button>
    </form>
  );
}

type ChoiceProps = { legend: string; of: { key: string; name: string }[]; chosen: Chosen; choose: (chosen: Chosen) => void };

function Choice({ legend, of, chosen, choose }: ChoiceProps) {
  return (
    <fieldset className={styles.choice}>
      <legend>{legend}</legend>
      <div className={styles.list}>
        {of.map(({ key, name }) => (
          <label key={key}><input type="checkbox" checked={chosen.has(key)} onChange={() => choose(toggled(chosen, key))} />{name}</label>
        ))}
      </div>
    </fieldset>
  );
}

const daysAfter = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
