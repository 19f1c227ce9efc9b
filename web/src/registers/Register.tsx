import { Button, TextInput } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { Link } from "wouter";
import { useOutbox } from "../figures/OutboxProvider";
import { placeOnGrid, sheet } from "../figures/paste";
import { useAccepted } from "../figures/useAccepted";
import { questionKey, useEntering } from "../figures/useEntering";
import figures from "../figures/Figures.module.css";
import { formList } from "../forms/operations";
import { term } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { type Change, useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { Grid, laidOut } from "./Grid";
import { messages } from "./messages";
import { registerQuery, type Sheet } from "./operations";
import { State } from "./State";
import { Workbook } from "../workbooks/Workbook";

const concerns = ({ subject }: Change) => subject === "statistics";

/** A department's figures of a period for all townships: one grid, checked while it is filled, stated in one act. */
export default function Register({ id }: { id: string }) {
  const say = useWords(messages);
  const [{ data, error, fetching, stale }, read] = useLiveQuery(registerQuery, { id }, concerns);
  const again = () => read({ requestPolicy: "network-only" });
  const item = data?.node?.__typename === "RegisterPeriod" ? data.node : null;
  if (item) return <Filled item={item} busy={fetching || stale} read={again} />;
  if (error) return <Failure error={error} again={again} />;
  if (fetching || !data) return <Coming rows={8} />;
  return <Empty title={say.gone}>{say.goneHint}</Empty>;
}

function Filled({ item, busy, read }: { item: Sheet; busy: boolean; read: () => void }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { typed } = useOutbox();
  const [reason, setReason] = useState("");
  const register = useMemo(() => ({ unit: item.unit.id, reason: reason || undefined }), [item.unit.id, reason]);
  const { enter, explain, flush } = useEntering(register);
  const sheets = useMemo(() => [{ item, questions: item.questions }], [item]);
  useAccepted(sheets, busy, read);
  const [pasted, setPasted] = useState("");
  const { rows, columns, cells } = useMemo(() => laidOut(item.questions), [item.questions]);

  const paste = useCallback((text: string, row: string, column: string) => {
    const block = sheet(text);
    if (!block) return false;
    const { values, unmatched } = placeOnGrid(block, rows, columns, { row, column });
    let placed = 0;
    for (const [key, value] of values) {
      const question = cells.get(key);
      if (question) { enter(item.id, question, value); placed += 1; }
    }
    flush();
    setPasted(say.pasted(placed, unmatched + values.size - placed));
    return true;
  }, [rows, columns, cells, enter, flush, item.id, say]);

  const [{ data: known }] = useLiveQuery(formList, {}, concerns);
  const forms = known?.statistics.forms.filter(({ periodKind }) => periodKind === item.period.kind) ?? [];
  const locked = !(item.state === "OPEN" || item.state === "LOADED" || (item.state === "STATED" && reason !== ""));
  return (
    <div className={figures.page}>
      <header className={figures.head}>
        <Link href="/registers">‹ {say.back}</Link>
        <h1>{item.unit.name} · {item.period.name}</h1>
        <p className={figures.progress} role="status">
          <strong>{say.progress(item.answered, item.asked)}</strong>
          {item.dueAt && !locked && item.state !== "STATED"
            ? <Mark tone={item.colour.toLowerCase() as "green"} title={item.dueAt}>{term(item.dueAt, language)}</Mark>
            : <Mark tone="blue">{item.stateName}</Mark>}
          <Link href={`/items/${encodeURIComponent(item.id)}`}>{say.item}</Link>
        </p>
        <progress className={figures.bar} max={item.asked || 1} value={item.answered} aria-label={say.progress(item.answered, item.asked)} />
        {item.state === "STATED" ? <Reason reason={reason} begin={setReason} /> : null}
        {item.state === "CLOSED" ? <p>{say.closed}</p> : null}
        {locked ? null : <p className={`quiet ${figures.hint}`} role="status">{pasted || say.pasteHint}</p>}
        {locked ? null : <Workbook item={item.id} forms={forms} reason={register.reason} done={read} />}
      </header>
      <Grid rows={rows} columns={columns} cells={cells} locked={locked} period={item.period.name}
        entryOf={(question) => typed[questionKey(item.id, question)]}
        enter={(question, value) => enter(item.id, question, value)} paste={paste} flush={flush}
        explain={(question, finding, said) => explain(item.id, question, finding, said)} />
      <State item={item} typed={typed} />
    </div>
  );
}

function Reason({ reason, begin }: { reason: string; begin: (reason: string) => void }) {
  const say = useWords(messages);
  const [said, setSaid] = useState("");
  if (reason) return <p role="status">{say.correcting(reason)}</p>;
  return (
    <form onSubmit={(event) => { event.preventDefault(); begin(said.trim()); }} style={{ display: "grid", gap: "0.5rem", width: "100%", maxWidth: "36rem" }}>
      <p>{say.stated}</p>
      <TextInput label={say.reason} value={said} onChange={(event) => setSaid(event.target.value)} required />
      <Button type="submit" variant="default" disabled={said.trim() === ""}>{say.begin}</Button>
    </form>
  );
}
