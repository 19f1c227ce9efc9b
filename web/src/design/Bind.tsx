import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useDraft, useForget } from "../app/draft";
import { RefusedEntry } from "../figures/FigureCell";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import styles from "./Design.module.css";
import { messages } from "./messages";
import { bindFields, type Proposal } from "./operations";

type Refused = { field: number; refusal: { message: string; remedy?: string | null } };

/** Which indicator a field means: the bureau's decision, field by field, with a reason that stays on record. */
export function Bind({ proposal }: { proposal: Proposal }) {
  const say = useWords(messages);
  const name = `${proposal.id}.BIND`;
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
    const bound = await act({ item: proposal.id, expectedRevision: proposal.revision, bindings, reason });
    if (!bound) return;
    setRefused(bound.refused);
    setChosen({});
    if (bound.refused.length === 0) forget(name);
  };
  return (
    <form className={styles.acts} onSubmit={(event) => void submit(event)} aria-label={say.bind}>
      <h2>{say.bind}</h2>
      <p className="quiet">{say.bindHint}</p>
      {proposal.fields.map(({ ordinal, label, indicator }) => {
        const overlap = proposal.overlap.find((each) => each.ordinal === ordinal);
        const candidates = [...(overlap?.indicator ? [overlap.indicator] : []), ...(overlap?.alike ?? [])];
        const why = refused.find(({ field }) => field === ordinal)?.refusal;
        return (
          <div key={ordinal}>
            <NativeSelect label={`${label} · ${say.means}`} value={chosen[ordinal] ?? indicator?.code ?? meant[ordinal] ?? ""} onChange={(event) => setChosen({ ...chosen, [ordinal]: event.target.value })}
              data={[{ value: "", label: say.open }, ...[...new Map([...(indicator ? [indicator] : []), ...candidates].map((each) => [each.code, each])).values()]
                .map(({ code, name: words, unitOfMeasure }) => ({ value: code, label: `${code} ${words}(${unitOfMeasure})` }))]} />
            {candidates.length === 0 && !indicator
              ? <TextInput label={`${label} · ${say.code}`} value={chosen[ordinal] ?? ""} onChange={(event) => setChosen({ ...chosen, [ordinal]: event.target.value.trim() })} /> : null}
            {why ? <RefusedEntry entry={{ message: why.message, remedy: why.remedy ?? null }} /> : null}
          </div>
        );
      })}
      <TextInput label={say.reason} value={reason} onChange={(event) => setReason(event.target.value)} required />
      <Trouble of={trouble} />
      <Button type="submit" variant="default" loading={busy} disabled={bindings.length === 0}>{say.bindNow}</Button>
    </form>
  );
}
