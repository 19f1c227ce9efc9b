import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useAsker } from "../app/viewer";
import type { LedgerQuery } from "../generated/graphql";
import inbox from "../inbox/Inbox.module.css";
import { number, periodName, when } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure } from "../shared/states";
import styles from "./Ledger.module.css";
import { messages } from "./messages";
import { formList } from "../forms/operations";
import { ledgerQuery } from "./operations";

const FIRST_YEAR = 2019; // before it there are facts, and no forms
type By = "form" | "unit" | "township" | "month";
type Found = LedgerQuery["overview"];
const shown = (count: number | null | undefined) => number(count == null ? null : String(count));

/** Of all cells that forms ask: what the hub answered, and what people really stated; by form, department, township, month. */
export default function Ledger() {
  const say = useWords(messages);
  const { county } = useAsker();
  const latest = Number(county.today.slice(0, 4));
  const [year, setYear] = useState(county.today.slice(5) < "02" ? latest - 1 : latest);
  const [by, setBy] = useState<By>("form");
  const [{ data, error }, read] = useLiveQuery(ledgerQuery, { year }, ({ subject }) => subject === "overview" || subject === "statistics");
  const years = Array.from({ length: latest - FIRST_YEAR + 1 }, (_, back) => String(latest - back));
  return (
    <div className={inbox.page}>
      <header className={inbox.head}>
        <h1>{say.title}</h1>
        <NativeSelect aria-label={say.year} value={String(year)} onChange={(event) => setYear(Number(event.target.value))} data={years} />
      </header>
      <p className="quiet">{say.about}</p>
      {data ? <Shown found={data.overview} by={by} choose={setBy} />
        : error ? <Failure error={error} again={() => read({ requestPolicy: "network-only" })} /> : <Coming />}
    </div>
  );
}

function Shown({ found, by, choose }: { found: Found; by: By; choose: (by: By) => void }) {
  const say = useWords(messages);
  const language = useLanguage();
  // The views name things in Chinese; the graph names them in the language asked for.
  const [{ data: known }] = useLiveQuery(formList, {}, () => false);
  const names = new Map([
    ...(known?.statistics.forms ?? []).map(({ code, name }) => [code, name] as const),
    ...(known?.organisation.areas ?? []).map(({ code, name }) => [code, name] as const),
    ...(known?.organisation.units ?? []).map(({ code, name }) => [code, name] as const),
  ]);
  const { formLedger: total } = found;
  if (!total?.cellsAsked) return <Empty title={say.nothing}>{say.nothingHint}</Empty>;
  const main: [string, string, string][] = [
    ["cellsAsked", say.cells, shown(total.cellsAsked)], ["distinctFacts", say.facts, shown(total.distinctFacts)],
    ["statedByTownships", say.stated, shown(total.statedByTownships)], ["answeredByHub", say.hub, shown(total.answeredByHub)],
  ];
  const more: [string, string, string][] = [
    ["submissions", say.sheets, shown(total.submissions)], ["statedByDepartments", say.departments, shown(total.statedByDepartments)], ["calculated", say.calculated, shown(total.calculated)],
    ["imported", say.imported, shown(total.imported)], ["waiting", say.waiting, shown(total.waiting)], ["confirmations", say.confirmations, shown(total.confirmations)],
  ];
  const time = found.formLedgerByForm.asOf?.time;
  return (
    <>
      <dl className={styles.tiles}>
        {main.map(([key, label, value]) => <div key={key} data-main><dt>{label}</dt><dd data-testid={key}>{value}</dd></div>)}
        {more.map(([key, label, value]) => <div key={key}><dt>{label}</dt><dd data-testid={key}>{value}</dd></div>)}
      </dl>
      <p>{say.share((((total.statedByTownships ?? 0) / total.cellsAsked) * 100).toFixed(1))} · <span className="quiet">{say.waiting}:{say.waits(shown(total.waitsForTownships), shown(total.waitsForDepartments))}</span></p>
      {time ? <p className="quiet">{say.asOf} {when(time, language)}</p> : null}
      <NativeSelect label={say.by} value={by} onChange={(event) => choose(event.target.value as By)} maw="12rem"
        data={(["form", "unit", "township", "month"] as const).map((value) => ({ value, label: say[value] }))} />
      <Table {...tableOf(found, by, say, (code) => names.get(code) ?? periodName(code, language))} />
    </>
  );
}

type Row = { key: string; name: string; cells: (number | null | undefined)[] };

function tableOf(found: Found, by: By, say: typeof messages.zh, named: (code: string) => string): { head: string; columns: string[]; rows: Row[] } {
  const columns = [say.cells, say.facts, say.stated, say.hub, say.waiting];
  const cells = (row: { cellsAsked?: number | null; distinctFacts?: number | null; statedByTownships?: number | null; answeredByHub?: number | null; waiting?: number | null }) =>
    [row.cellsAsked, row.distinctFacts, row.statedByTownships, row.answeredByHub, row.waiting];
  switch (by) {
    case "form": return { head: say.form, columns, rows: found.formLedgerByForm.nodes.map((row) => ({ key: row.form, name: `${row.form} ${named(row.form)}${row.entry ? "" : `(${say.unapproved})`}`, cells: cells(row) })) };
    case "township": return { head: say.township, columns: [...columns, say.confirmations], rows: found.formLedgerByTownship.nodes.map((row) => ({ key: row.area, name: named(row.area), cells: [...cells(row), row.confirmations] })) };
    case "month": return { head: say.month, columns: [...columns, say.confirmations], rows: found.formLedgerByMonth.nodes.map((row) => ({ key: row.month, name: named(row.month), cells: [...cells(row), row.confirmations] })) };
    case "unit": return {
      head: say.unit, columns: [say.cells, say.sheets, say.departments, say.owed],
      rows: found.formLedgerByUnit.nodes.map((row) => ({ key: row.unit, name: named(row.unit), cells: [row.cellsAsked, row.submissions, row.statedByDepartments, row.waitsForDepartments] })),
    };
  }
}

function Table({ head, columns, rows }: { head: string; columns: string[]; rows: Row[] }) {
  return (
    <table className={styles.table}>
      <thead><tr><th scope="col">{head}</th>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
      <tbody>
        {rows.map(({ key, name, cells }) => (
          <tr key={key} data-row={key}>
            <th scope="row">{name}</th>
            {cells.map((cell, at) => <td key={columns[at]} data-label={columns[at]}>{shown(cell)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
