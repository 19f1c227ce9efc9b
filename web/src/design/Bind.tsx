import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useDraft, useForget } from "../app/draft";
import { useAsker } from "../app/viewer";
import { RefusedEntry } from "../figures/FigureCell";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import styles from "./Design.module.css";
import { messages } from "./messages";
import { bindFields, type Proposal } from "./operations";

const OTHER = "?"; // in place of a code: one is typed
type Refused = { field: number; refusal: { message: string; remedy?: string | null } };

type Props = { proposal: Proposal; again: boolean };

/** Which indicator a field means: the bureau's decision, field by field, with a reason that stays on record; `again` for a form in force, from a day on. */
export function Bind({ proposal, again }: Props) {
  const say = useWords(messages);
  const { county } = useAsker();
  const name = `${proposal.id}.BIND`;
  const [fromDay, setFromDay] = useState(county.today);
  const [others, setOthers] = useState<ReadonlySet<number>>(new Set());
  const [reason, setReason] = useDraft(name);
  const forget = useForget();
  const [chosen, setChosen] = useState<Record<number, string>>({});
  const [refused, setRefused] = useState<Refused[]>([]);
  const { act, busy, trouble } = useAct(bindFields, (data) => data.bindFields);
  // What the words mean for certain is proposed; the bureau decides it all the same.
  const meant: Record<number, string> = Object.fromEntries(proposal.overlap.flatMap(({ ordinal, indicator }) => {
    const bound = proposal.fields.some((field) => field.ordinal === ordinal && field.indicator);
    return indicator && !bound ? [[ordinal, indicator.code]] : [];
  }));
  const bindings = Object.entries({ ...meant, ...chosen }).filter(([, code]) => code !== "").map(([field, indicator]) => ({ field: Number(field), indicator }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const bound = await act({ item: proposal.id, expectedRevision: proposal.revision, bindings, reason, fromDay: again ? fromDay : null });
    if (!bound) return;
    setRefused(bound.refused);
    setChosen({});
    setOthers(new Set());
    if (bound.refused.length === 0) forget(name);
  };
  const choose = (ordinal: number, code: string) => {
    setOthers(code === OTHER ? new Set([...others, ordinal]) : new Set([...others].filter((each) => each !== ordinal)));
    setChosen({ ...chosen, [ordinal]: code === OTHER ? "" : code });
  };
  const [title, hint] = again ? [say.rebind, say.rebindHint] : [say.bind, say.bindHint];
  return (
    <form className={styles.acts} onSubmit={(event) => void submit(event)} aria-label={title}>
      <h2>{title}</h2>
      <p className="quiet">{hint}</p>
      {proposal.fields.map(({ ordinal, label, indicator }) => {
        const overlap = proposal.overlap.find((each) => each.ordinal === ordinal);
        const known = [...(indicator ? [indicator] : []), ...(overlap?.indicator ? [overlap.indicator] : []), ...(overlap?.alike ?? [])];
        const why = refused.find(({ field }) => field === ordinal)?.refusal;
        return (
          <div key={ordinal} data-field={ordinal}>
            <NativeSelect label={`${label} · ${say.means}`} value={others.has(ordinal) ? OTHER : chosen[ordinal] ?? indicator?.code ?? meant[ordinal] ?? ""}
              onChange={(event) => choose(ordinal, event.target.value)}
              data={[...(indicator ? [] : [{ value: "", label: say.open }]), ...offered(known), { value: OTHER, label: say.other }]} />
            {others.has(ordinal)
              ? <TextInput label={`${label} · ${say.code}`} value={chosen[ordinal] ?? ""} onChange={(event) => setChosen({ ...chosen, [ordinal]: event.target.value.trim() })} /> : null}
            {why ? <RefusedEntry entry={{ message: why.message, remedy: why.remedy ?? null }} /> : null}
          </div>
        );
      })}
      {again ? <TextInput type="date" label={say.fromDay} value={fromDay} onChange={(event) => setFromDay(event.target.value)} required /> : null}
      <TextInput label={say.reason} value={reason} onChange={(event) => setReason(event.target.value)} required />
      <Trouble of={trouble} />
      <Button type="submit" variant="default" loading={busy} disabled={bindings.length === 0}>{say.bindNow}</Button>
    </form>
  );
}

type Indicator = NonNullable<Proposal["fields"][number]["indicator"]>;

/** Each indicator once, with its unit. */
const offered = (known: Indicator[]) => [...new Map(known.map((each) => [each.code, each])).values()]
  .map(({ code, name, unitOfMeasure }) => ({ value: code, label: `${code} ${name}(${unitOfMeasure})` }));
