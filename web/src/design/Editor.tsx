import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { FormEvent } from "react";
import { useLocation } from "wouter";
import { useDraft, useForget } from "../app/draft";
import { useAsker } from "../app/viewer";
import type { FieldColumn, PeriodKind } from "../generated/graphql";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import styles from "./Design.module.css";
import { messages } from "./messages";
import { designForm, overlapQuery, type Proposal } from "./operations";
import { Overlap } from "./Overlap";

const SETTLE_MS = 300;
type Field = { label: string; unitOfMeasure: string; column: FieldColumn };
type Draft = { nameZh: string; nameEn: string; tableNo: string; periodKind: PeriodKind; due: string; purpose: string; validTo: string; statutory: boolean; approvedBy: string; approvalNo: string; fields: Field[] };

const blank: Field = { label: "", unitOfMeasure: "", column: "MONTH" };
const empty: Draft = { nameZh: "", nameEn: "", tableNo: "", periodKind: "MONTH", due: "+3d", purpose: "", validTo: "", statutory: false, approvedBy: "", approvalNo: "", fields: [blank] };
const drafted = (of: Proposal | null): Draft => (of === null ? empty : {
  nameZh: of.nameZh, nameEn: of.nameEn === of.nameZh ? "" : of.nameEn, tableNo: of.tableNo, periodKind: of.periodKind, due: of.due, purpose: of.purpose, validTo: of.validTo ?? "",
  statutory: of.statutory, approvedBy: of.approvedBy ?? "", approvalNo: of.approvalNo ?? "",
  fields: of.fields.map(({ label, unitOfMeasure, column }) => ({ label, unitOfMeasure: unitOfMeasure ?? "", column })),
});
const sent = (fields: Field[]) => fields.filter(({ label }) => label.trim() !== "")
  .map(({ label, unitOfMeasure, column }) => ({ label: label.trim(), unitOfMeasure: unitOfMeasure.trim() || null, column }));

type Props = { proposal: Proposal | null; saved: boolean; tell: (revision: number) => void };

/** A form while it is designed: its head, its lines, and under each line what the county knows of it already. */
export function Editor({ proposal, saved, tell }: Props) {
  const say = useWords(messages);
  const { viewer } = useAsker();
  const [, go] = useLocation();
  const name = `design.${proposal?.id ?? "new"}`;
  const [kept, keep] = useDraft(name);
  const forget = useForget();
  const draft: Draft = kept ? JSON.parse(kept) : drafted(proposal);
  const { act, busy, trouble } = useAct(designForm, (data) => data.designForm);
  const write = (part: Partial<Draft>) => keep(JSON.stringify({ ...draft, ...part }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { fields, validTo, statutory, approvedBy, approvalNo, ...head } = draft;
    // Who approves a form of the county's own is the bureau, in its own words.
    const approval = { statutory, approvedBy: statutory ? approvedBy : null, approvalNo: statutory ? approvalNo : null };
    const place = proposal ? { item: proposal.id, expectedRevision: proposal.revision } : { unit: viewer.person.unit?.id };
    const done = await act({ ...head, ...place, ...approval, validTo: validTo || null, fields: sent(fields) });
    if (!done) return;
    forget(name);
    tell(done.item.revision);
    if (!proposal) go(`/design/${encodeURIComponent(done.item.id)}`);
  };
  return (
    <form className={styles.editor} onSubmit={(event) => void submit(event)}>
      <Head draft={draft} write={write} />
      <h2>{say.fields}</h2>
      <Fields draft={draft} write={write} />
      <Trouble of={trouble} />
      {saved && !kept ? <p role="status">✓ {say.saved}</p> : null}
      <Button type="submit" size="md" loading={busy} disabled={sent(draft.fields).length === 0}>{say.save}</Button>
    </form>
  );
}

type Part = { draft: Draft; write: (part: Partial<Draft>) => void };

function Head({ draft, write }: Part) {
  const say = useWords(messages);
  return (
    <div className={styles.head}>
      <TextInput label={say.name} value={draft.nameZh} onChange={(event) => write({ nameZh: event.target.value })} required />
      <TextInput label={say.nameEn} value={draft.nameEn} onChange={(event) => write({ nameEn: event.target.value })} />
      <TextInput label={say.tableNo} value={draft.tableNo} onChange={(event) => write({ tableNo: event.target.value })} />
      <NativeSelect label={say.period} value={draft.periodKind} onChange={(event) => write({ periodKind: event.target.value as PeriodKind })}
        data={Object.entries(say.kinds).map(([value, label]) => ({ value, label }))} />
      <TextInput label={say.due} description={say.dueHint} value={draft.due} onChange={(event) => write({ due: event.target.value })} />
      <TextInput label={say.validTo} type="date" value={draft.validTo} onChange={(event) => write({ validTo: event.target.value })} />
      <TextInput label={say.purpose} value={draft.purpose} onChange={(event) => write({ purpose: event.target.value })} />
      <label className={styles.check}>
        <input type="checkbox" checked={draft.statutory} onChange={(event) => write({ statutory: event.target.checked })} />{say.statutory}
      </label>
      {draft.statutory ? (
        <>
          <TextInput label={say.approvedBy} value={draft.approvedBy} onChange={(event) => write({ approvedBy: event.target.value })} />
          <TextInput label={say.approvalNo} value={draft.approvalNo} onChange={(event) => write({ approvalNo: event.target.value })} />
        </>
      ) : null}
    </div>
  );
}

/** The lines; what is known of them follows the typing. */
function Fields({ draft, write }: Part) {
  const say = useWords(messages);
  const { fields, periodKind } = draft;
  const [settled] = useDebouncedValue(JSON.stringify(sent(fields)), SETTLE_MS);
  const asked: ReturnType<typeof sent> = JSON.parse(settled);
  const [{ data, fetching }] = useLiveQuery(overlapQuery, { periodKind, fields: asked }, () => false, { pause: asked.length === 0 });
  const found = asked.length > 0 ? data?.statistics.overlap ?? [] : [];
  const change = (at: number, part: Partial<Field>) => write({ fields: fields.map((field, place) => (place === at ? { ...field, ...part } : field)) });
  const known = found.filter((each) => each.known).length;
  return (
    <>
      <p role="status">
        {found.length > 0 ? <strong>{say.known(known, found.length)}</strong> : null}{" "}
        <span className="quiet">{fetching ? say.checking : found.length > 0 && known === found.length ? say.allKnown : ""}</span>
      </p>
      <ul className={styles.fields}>
        {fields.map((field, at) => {
          const overlap = found.find(({ label, ordinal }) => label === field.label.trim() && ordinal === fields.slice(0, at + 1).filter(({ label: words }) => words.trim() !== "").length);
          return (
            <li key={at}>
              <div className={styles.line}>
                <TextInput label={`${say.label} · ${say.line(at + 1)}`} value={field.label} onChange={(event) => change(at, { label: event.target.value })} />
                <TextInput label={say.unit} value={field.unitOfMeasure} onChange={(event) => change(at, { unitOfMeasure: event.target.value })} />
                <NativeSelect label={say.column} value={field.column} onChange={(event) => change(at, { column: event.target.value as FieldColumn })}
                  data={Object.entries(say.columns).map(([value, label]) => ({ value, label }))} />
                <Button variant="default" onClick={() => write({ fields: fields.filter((_, place) => place !== at) })} disabled={fields.length === 1}>{say.remove}</Button>
              </div>
              {overlap ? <Overlap of={overlap} /> : null}
            </li>
          );
        })}
      </ul>
      <p><Button variant="default" onClick={() => write({ fields: [...fields, blank] })}>{say.addField}</Button></p>
    </>
  );
}
