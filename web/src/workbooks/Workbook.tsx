import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Trouble, useAct } from "../shared/act";
import { inLanguage } from "../shared/download";
import { useLanguage, useWords } from "../shared/language";
import { Refused, type RefusalWords } from "../shared/states";
import { upload } from "../shared/upload";
import { messages } from "./messages";
import { type Read, readWorkbook } from "./operations";
import styles from "./Workbook.module.css";

type Props = {
  item: string;
  /** The forms whose labels and units an office's own workbook may have. */
  forms: { code: string; name: string }[];
  /** Why, where a department corrects a register that it stated already. */
  reason?: string;
  done: () => void;
};
type Seen = { file: string; read: Read };

/** What is asked here as a workbook, down and up again: first what it would state, cell by cell, then the act. */
export function Workbook({ item, forms, reason, done }: Props) {
  const say = useWords(messages);
  const { act, busy, trouble } = useAct(readWorkbook, (data) => data.readWorkbook);
  const [seen, setSeen] = useState<Seen | null>(null);
  const language = useLanguage();
  const [lost, setLost] = useState<RefusalWords | null>(null);
  const [sending, setSending] = useState(false);
  const [form, setForm] = useState("");
  const given = (file: string, state: boolean) => ({ file, item, state, form: form || null, final: false, reason: reason ?? null });
  const entry = `/entry/${encodeURIComponent(item)}.xlsx${form ? `?form=${encodeURIComponent(form)}` : ""}`;
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    setSeen(null);
    setSending(true);
    const sent = await upload(chosen, language);
    setLost("id" in sent ? null : sent);
    const read = "id" in sent ? await act(given(sent.id, false)) : null;
    setSending(false);
    if ("id" in sent && read) setSeen({ file: sent.id, read });
  };
  const state = async () => {
    const read = seen && await act(given(seen.file, true));
    if (!seen || !read) return;
    setSeen({ ...seen, read });
    done();
  };
  return (
    <section className={styles.place} aria-label={say.title}>
      <div className={styles.ways}>
        <NativeSelect size="xs" aria-label={say.form} value={form} onChange={(event) => { setForm(event.target.value); setSeen(null); }}
          data={[{ value: "", label: say.anyForm }, ...forms.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))]} />
        <Button component="a" href={inLanguage(entry, language)} download variant="default" size="xs">{say.down}</Button>
        <Button component="label" variant="default" size="xs" className={styles.file} loading={sending || busy}>
          {say.up}
          <input type="file" className="visually-hidden" accept=".xlsx,.xlsm,.xls" aria-label={say.up}
            onChange={(event) => { void choose(event.target.files?.[0]); event.target.value = ""; }} />
        </Button>
      </div>
      <p className="quiet">{say.formHint}</p>
      {lost ? <Refused refusal={lost} /> : null}
      <Trouble of={trouble} />
      {seen ? <Shown read={seen.read} busy={busy} state={() => void state()} /> : null}
    </section>
  );
}

const OUTCOMES = ["NEW", "CHANGED", "SAME", "REFUSED"] as const;

function Shown({ read, busy, state }: { read: Read; busy: boolean; state: () => void }) {
  const say = useWords(messages);
  const count = (outcome: string) => read.cells.filter((cell) => cell.outcome === outcome).length;
  const refused = read.cells.filter(({ refusal }) => refusal);
  const changes = count("NEW") + count("CHANGED");
  return (
    <>
      <p className={styles.counts} role="status">
        <strong>{read.stated ? `✓ ${say.stated(read.accepted.length)}` : say.read(read.cells.length)}</strong>
        {OUTCOMES.filter((outcome) => count(outcome) > 0).map((outcome) => <span key={outcome} className="quiet">{say.count(say.outcomes[outcome] ?? outcome, count(outcome))}</span>)}
      </p>
      {read.takenBefore ? <p className="quiet">{say.before}</p> : null}
      {read.leftOut.length > 0 ? <p className="quiet">{say.left(read.leftOut.length)}:{read.leftOut.slice(0, 5).map(({ text }) => text).join("、")}</p> : null}
      {read.formulas > 0 ? <p className="quiet">{say.formulas(read.formulas)}</p> : null}
      {refused.length > 0 ? (
        <>
          <ul className={styles.refused}>{refused.map(({ sheet, address, text, refusal }) => (
            <li key={`${sheet} ${address}`}>■ {say.cell(address)}「{text}」 {refusal?.message} {refusal?.remedy}</li>
          ))}</ul>
          <p>{say.none}</p>
        </>
      ) : null}
      {!read.stated && refused.length === 0
        ? changes > 0 ? <Button loading={busy} onClick={state}>{say.state(changes)}</Button> : <p>{say.nothing}</p> : null}
    </>
  );
}
