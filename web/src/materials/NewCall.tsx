import { Button, Modal, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { useAsker } from "../app/viewer";
import { Trouble, useAct } from "../shared/act";
import { monthBefore, monthsUpTo, periodName } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import styles from "./Materials.module.css";
import { messages } from "./messages";
import { callForMaterial, unitsQuery } from "./operations";

const MONTHS = 12;
const QUARTERS = [1, 2, 3, 4];

/** Periods that a call may be about: the last months, the quarters and years they lie in, and this year. */
function periods(today: string): string[] {
  const months = monthsUpTo(monthBefore(today), MONTHS).reverse();
  const years = [...new Set([today.slice(0, 4), ...months.map((month) => month.slice(0, 4))])];
  return [...months, ...years.flatMap((year) => QUARTERS.map((quarter) => `${year}Q${quarter}`).reverse()), ...years];
}

/** Call for a material: what, for when, of whom, until which day. */
export function NewCall({ close, done }: { close: () => void; done: () => void }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { county } = useAsker();
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const { act, busy, trouble } = useAct(callForMaterial, (data) => data.callForMaterial);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? "");
    const material = said("material") as keyof typeof say.kinds;
    const given = { words: said("words"), material, period: said("period"), dueOn: said("due"), note: said("note"), asked: [...asked] };
    if (await act(given)) done();
  };
  return (
    <Modal opened onClose={close} title={say.call} centered>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput name="words" label={say.words} required maxLength={100} data-autofocus />
          <NativeSelect name="material" label={say.kind} data={Object.entries(say.kinds).map(([value, label]) => ({ value, label }))} />
          <NativeSelect name="period" label={say.period} data={periods(county.today).map((value) => ({ value, label: periodName(value, language) }))} />
          <TextInput name="due" type="date" label={say.due} required min={county.today} />
          <Textarea name="note" label={say.note} maxLength={1000} autosize minRows={2} />
          <Units asked={asked} choose={setAsked} />
          <Trouble of={trouble} />
          <Button type="submit" loading={busy} disabled={asked.size === 0}>{say.send}</Button>
          <Button variant="default" onClick={close}>{say.cancel}</Button>
        </Stack>
      </form>
    </Modal>
  );
}

function Units({ asked, choose }: { asked: ReadonlySet<string>; choose: (asked: ReadonlySet<string>) => void }) {
  const say = useWords(messages);
  const { viewer } = useAsker();
  const [part, setPart] = useState("");
  const [{ data }] = useQuery({ query: unitsQuery });
  const units = (data?.organisation.units ?? []).filter(({ id, kind }) => kind !== "LEADING_BODY" && id !== viewer.posts[0]?.unit.id);
  const towns = units.filter(({ area, parent }) => area.level === "TOWNSHIP" && parent?.area.level !== "TOWNSHIP");
  const toggle = (id: string) => {
    const after = new Set(asked);
    if (!after.delete(id)) after.add(id);
    choose(after);
  };
  return (
    <fieldset className={styles.units}>
      <legend>{say.units} <span role="status">{say.chosen(asked.size)}</span></legend>
      <Button size="sm" variant="default" disabled={towns.length === 0} onClick={() => choose(new Set([...asked, ...towns.map(({ id }) => id)]))}>{say.towns}</Button>
      <TextInput aria-label={say.find} placeholder={say.find} value={part} onChange={(event) => setPart(event.target.value)} />
      <ul>
        {units.filter(({ name }) => name.includes(part)).map(({ id, name }) => (
          <li key={id}><label><input type="checkbox" checked={asked.has(id)} onChange={() => toggle(id)} /> {name}</label></li>
        ))}
      </ul>
    </fieldset>
  );
}
