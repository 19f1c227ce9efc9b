import { SegmentedControl } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { useWords } from "../shared/language";
import { type Change, useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure } from "../shared/states";
import styles from "./Figures.module.css";
import { Finish } from "./Finish";
import { messages } from "./messages";
import { useOutbox } from "./OutboxProvider";
import { type Asked, figures } from "./operations";
import { place, sheet } from "./paste";
import { arranged, PeriodSection } from "./PeriodSection";
import { useAccepted } from "./useAccepted";
import { questionKey, useEntering } from "./useEntering";

export type Filter = "all" | "missing" | "warnings";
const concerns = ({ subject }: Change) => subject === "statistics";

/** The shortest possible list: what only this township knows, soonest due first. */
export default function Figures() {
  const say = useWords(messages);
  const [{ data, error, fetching, stale }, read] = useLiveQuery(figures, {}, concerns);
  const [filter, setFilter] = useState<Filter>("all");
  const asked = useMemo(() => data?.viewer?.askedOfUs.filter((period): period is Asked => period.item !== null), [data]);
  const again = () => read({ requestPolicy: "network-only" });
  if (!asked && error) return <Failure error={error} again={again} />;
  if (!asked) return <Coming rows={8} />;
  if (asked.length === 0) {
    return <div className={styles.page}><h1>{say.title}</h1><Empty title={say.nothing}>{say.nothingHint}</Empty></div>;
  }
  return <Sheet asked={asked} filter={filter} setFilter={setFilter} busy={fetching || stale} read={again} />;
}

type SheetProps = { asked: Asked[]; filter: Filter; setFilter: (filter: Filter) => void; busy: boolean; read: () => void };

function Sheet({ asked, filter, setFilter, busy, read }: SheetProps) {
  const say = useWords(messages);
  const { typed } = useOutbox();
  const { enter, explain, flush } = useEntering();
  useAccepted(asked, busy, read);
  const [pasted, setPasted] = useState("");
  const open = useMemo(() => asked.filter(({ item }) => item.state === "PREFILLED"), [asked]);

  const paste = useCallback((text: string, from: string) => {
    const cells = sheet(text);
    if (!cells) return false;
    // Downwards as the list stands there, so that a column lands in the cells that the person sees.
    const rows = open.flatMap(({ item, questions }) =>
      arranged(questions, filter).flatMap(([, members]) => members).map((question) => ({ item: item.id, question, key: questionKey(item.id, question), name: question.indicator.name })));
    const { values, unmatched } = place(cells, rows, from);
    for (const row of rows) {
      const value = values.get(row.key);
      if (value !== undefined) enter(row.item, row.question, value);
    }
    flush();
    setPasted(say.pasted(values.size, unmatched));
    return true;
  }, [open, filter, enter, flush, say]);

  const total = asked.reduce((sum, period) => ({
    asked: sum.asked + period.asked, answered: sum.answered + period.answered, byHub: sum.byHub + period.answeredByHub,
  }), { asked: 0, answered: 0, byHub: 0 });

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{say.title}</h1>
        <p className={styles.progress} role="status">
          <strong>{say.progress(total.answered, total.asked)}</strong>
          <span className="quiet">{say.byHub(total.byHub)}</span>
        </p>
        <progress className={styles.bar} max={total.asked || 1} value={total.answered} aria-label={say.progress(total.answered, total.asked)} />
        <SegmentedControl size="sm" value={filter} onChange={(value) => setFilter(value as Filter)} aria-label={say.title}
          data={[{ value: "all", label: say.all }, { value: "missing", label: say.missing }, { value: "warnings", label: say.warnings }]} />
        <p className={`quiet ${styles.hint}`} role="status">{pasted || say.pasteHint}</p>
      </header>
      {asked.map((period) => (
        <PeriodSection key={period.item.id} asked={period} filter={filter} typed={typed} read={read}
          enter={enter} paste={paste} explain={explain} flush={flush} />
      ))}
      <Finish asked={open} typed={typed} />
    </div>
  );
}
