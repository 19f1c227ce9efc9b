import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { useAsker } from "../app/viewer";
import { useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import styles from "./Forms.module.css";
import { messages } from "./messages";
import { type Form, formList, sheetPath } from "./operations";

/** Any form for any township and period, whether a report was opened for it or not. */
export function AnySheet() {
  const say = useWords(messages);
  const { viewer, county } = useAsker();
  const [, go] = useLocation();
  const [{ data }] = useLiveQuery(formList, {}, ({ subject }) => subject === "statistics");
  const own = viewer.posts.map((post) => post.unit.area?.id).find((id) => data?.organisation.areas.some((area) => area.id === id));
  const [form, setForm] = useState("");
  const [area, setArea] = useState("");
  const [period, setPeriod] = useState("");
  const forms = data?.statistics.forms ?? [];
  const chosen = forms.find(({ code }) => code === form) ?? forms[0];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const place = own ?? (area || data?.organisation.areas[0]?.id);
    if (chosen && place) go(sheetPath(chosen.code, place, period || lastPeriod(chosen, county.today)));
  };
  if (!data || !chosen) return null;
  return (
    <form onSubmit={submit} className={styles.any} aria-label={say.anySheet}>
      <h2>{say.anySheet}</h2>
      <NativeSelect label={say.form} value={chosen.code} onChange={(event) => { setForm(event.target.value); setPeriod(""); }}
        data={forms.map((each) => ({ value: each.code, label: `${each.code} ${each.name}${each.approvalNo ? "" : `(${say.unapproved})`}` }))} />
      {own ? null : (
        <NativeSelect label={say.area} value={area} onChange={(event) => setArea(event.target.value)}
          data={data.organisation.areas.map(({ id, name }) => ({ value: id, label: name }))} />
      )}
      <TextInput label={say.period} description={say.periodHint} value={period || lastPeriod(chosen, county.today)} onChange={(event) => setPeriod(event.target.value)} />
      <Button type="submit" variant="default">{say.show}</Button>
    </form>
  );
}

/** The last period of a form that is over: the month, quarter or year before today. */
export function lastPeriod({ periodKind }: Pick<Form, "periodKind">, today: string): string {
  const [year = 0, month = 1] = today.split("-").map(Number);
  if (periodKind === "YEAR") return String(year - 1);
  if (periodKind === "QUARTER") return month <= 3 ? `${year - 1}Q4` : `${year}Q${Math.ceil(month / 3) - 1}`;
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, "0")}`;
}
