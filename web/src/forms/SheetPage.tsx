import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { exact, number, shortDay } from "../shared/format";
import { inLanguage } from "../shared/download";
import { CellDrawer } from "./CellDrawer";
import styles from "./Forms.module.css";
import { messages } from "./messages";
import { type Cell, type OpenReport, type Sheet, sheetQuery } from "./operations";
import { Paper } from "./Paper";
import { ReportActs } from "./ReportActs";

// In these states the paper is what was locked.
const LOCKED = new Set(["LOCKED", "REVISED"]);

type Props = { form: string; area: string; period: string };

/** A form for one township and period, as it lies on the desk: its own layout, and where every figure comes from. */
export default function SheetPage(props: Props) {
  const say = useWords(messages);
  const [{ data, error, fetching }, read] = useLiveQuery(sheetQuery, props, ({ subject }) => subject === "statistics");
  const sheet = data?.statistics.sheet;
  if (sheet) return <Shown sheet={sheet} report={data.statistics.reports.nodes[0] ?? null} />;
  if (error) return <Failure error={error} again={() => read({ requestPolicy: "network-only" })} />;
  if (fetching || !data) return <Coming rows={8} />;
  return <div className={styles.page}><p><Link href="/forms">‹ {say.back}</Link></p><h1>{say.gone}</h1><Empty title={say.gone}>{say.goneHint}</Empty></div>;
}

function Shown({ sheet, report }: { sheet: Sheet; report: OpenReport | null }) {
  const say = useWords(messages);
  const language = useLanguage();
  const [chosen, setChosen] = useState<number | null>(null);
  const { area, period, form, waitsFor, complete } = sheet;
  const file = (kind: string) => inLanguage(`/sheets/${form?.code}/${area?.code}/${period?.code}.${kind}`, language);
  const locked = report && LOCKED.has(report.state) ? report.snapshots.at(-1) ?? null : null;
  const cell = sheet.cells.find(({ field }) => field.ordinal === chosen);
  return (
    <div className={styles.page}>
      <header className={styles.notes}>
        <p><Link href="/forms">‹ {say.back}</Link></p>
        <p className={styles.head}>
          {report ? <Standing report={report} /> : null}
          {complete ? <Mark tone="green">{say.complete}</Mark> : null}
          {waitsFor.length > 0 ? <span className="quiet">{say.waits(waitsFor.map(({ name }) => name).join("、"))}</span> : null}
        </p>
        <p className={styles.downloads}>
          <Button component="a" href={file("xlsx")} download variant="default" size="sm">{say.download}</Button>
          <Button component="a" href={file("pdf")} target="_blank" rel="noopener" variant="default" size="sm">{say.pdf}</Button>
          <span className="quiet">{say.tapHint}</span>
        </p>
      </header>
      {locked ? <p><strong>{say.locked(exact(locked.takenAt, language))}</strong></p> : null}
      <Paper sheet={sheet} locked={locked?.cells ?? null} open={setChosen} />
      {report ? <Snapshots report={report} cells={sheet.cells} /> : null}
      {report ? <ReportActs report={report} /> : null}
      {cell ? <CellDrawer cell={cell} report={report} close={() => setChosen(null)} /> : null}
    </div>
  );
}

function Standing({ report }: { report: OpenReport }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { stateName, submittedOn, dueOn, late } = report;
  return (
    <>
      <Mark tone={late && !submittedOn ? "red" : "blue"}>{stateName}</Mark>
      <span className="quiet">
        {submittedOn ? say.handedIn(shortDay(submittedOn, language)) : say.due(shortDay(dueOn, language))}
        {late === null ? "" : ` · ${late ? say.late : say.inTime}`}
      </span>
      <Link href={`/items/${encodeURIComponent(report.id)}`}>{say.item}</Link>
    </>
  );
}

/** What was locked, and beside it what has been corrected since. */
function Snapshots({ report, cells }: { report: OpenReport; cells: Cell[] }) {
  const say = useWords(messages);
  const language = useLanguage();
  if (report.snapshots.length === 0) return null;
  const now = new Map(cells.map(({ field, value }) => [field.ordinal, value ?? null]));
  return (
    <section aria-labelledby="snapshots" className={styles.notes}>
      <h2 id="snapshots">{say.snapshots}</h2>
      {report.snapshots.map(({ number: count, takenAt, takenBy, cells: locked }) => {
        const changed = locked.filter(({ ordinal, value }) => (value ?? null) !== now.get(ordinal));
        return (
          <div key={count} data-snapshot={count}>
            <p>{say.snapshot(count, takenBy?.name ?? "", exact(takenAt, language))}</p>
            {changed.length === 0 ? <p className="quiet">{say.same}</p> : null}
            {changed.map(({ ordinal, label, value }) => <p key={ordinal} className="quiet">{say.changed(label, number(value), number(now.get(ordinal)))}</p>)}
          </div>
        );
      })}
    </section>
  );
}
