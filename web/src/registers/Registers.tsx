import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import inbox from "../inbox/Inbox.module.css";
import { exact, term } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { messages } from "./messages";
import { registersQuery, type Row } from "./operations";

const PAGE = 24;

/** The register periods of the viewer's department and of those it followed, the latest first. */
export default function Registers() {
  const say = useWords(messages);
  const [first, setFirst] = useState(PAGE);
  const [{ data, error }, read] = useLiveQuery(registersQuery, { first }, ({ items }) => items.length > 0);
  const found = data?.statistics.registerPeriods;
  return (
    <div className={inbox.page}>
      <h1>{say.title}</h1>
      {!found && error ? <Failure error={error} again={() => read({ requestPolicy: "network-only" })} /> : null}
      {!found && !error ? <Coming height="4.5rem" /> : null}
      {found?.nodes.length === 0 ? <Empty title={say.nothing}>{say.nothingHint}</Empty> : null}
      <ul className={inbox.rows}>{found?.nodes.map((row) => <li key={row.id}><Period row={row} /></li>)}</ul>
      {found?.pageInfo.hasNextPage && first < 100
        ? <Button variant="default" onClick={() => setFirst((before) => Math.min(before + PAGE, 100))}>{say.more}</Button> : null}
    </div>
  );
}

function Period({ row }: { row: Row }) {
  const language = useLanguage();
  const { id, period, stateName, closedAt, dueAt, colour, unit } = row;
  return (
    <Link href={`/registers/${encodeURIComponent(id)}`} className={inbox.row} data-period={period.code}>
      <span className={inbox.duty} aria-hidden>{{ MONTH: "月", QUARTER: "季", YEAR: "年" }[period.kind]}</span>
      <span className={inbox.what}><strong>{period.name}</strong><span className="quiet">{unit.name}</span></span>
      {closedAt || !dueAt ? <Mark tone={closedAt ? "green" : "plain"}>{stateName}</Mark>
        : <Mark tone={colour.toLowerCase() as "green"} title={exact(dueAt, language)}>{stateName} · {term(dueAt, language)}</Mark>}
    </Link>
  );
}
