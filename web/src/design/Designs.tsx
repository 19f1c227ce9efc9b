import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { useAsker } from "../app/viewer";
import inbox from "../inbox/Inbox.module.css";
import { useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { messages } from "./messages";
import { proposalsQuery, type Row } from "./operations";

const PAGE = 30;
const tones: Record<string, "green" | "amber" | "blue" | "plain"> = { DESIGN: "amber", SUBMITTED: "blue", IN_FORCE: "green" };

/** Forms that are designed, wait for approval, or are in force by it. */
export default function Designs() {
  const say = useWords(messages);
  const { may } = useAsker();
  const [first, setFirst] = useState(PAGE);
  const [{ data, error }, read] = useLiveQuery(proposalsQuery, { first }, ({ items }) => items.length > 0);
  const found = data?.statistics.formProposals;
  return (
    <div className={inbox.page}>
      <header className={inbox.head}>
        <h1>{say.title}</h1>
        {may("DESIGN_FORM") ? <Button component={Link} href="/design/new">{say.add}</Button> : null}
      </header>
      {!found && error ? <Failure error={error} again={() => read({ requestPolicy: "network-only" })} /> : null}
      {!found && !error ? <Coming height="4.5rem" /> : null}
      {found?.nodes.length === 0 ? <Empty title={say.nothing}>{say.nothingHint}</Empty> : null}
      <ul className={inbox.rows}>{found?.nodes.map((row) => <li key={row.id}><Line row={row} /></li>)}</ul>
      {found?.pageInfo.hasNextPage && first < 100 ? <Button variant="default" onClick={() => setFirst(100)}>{say.more}</Button> : null}
    </div>
  );
}

function Line({ row }: { row: Row }) {
  const say = useWords(messages);
  return (
    <Link href={`/design/${encodeURIComponent(row.id)}`} className={inbox.row}>
      <span className={inbox.duty} aria-hidden>{row.version}</span>
      <span className={inbox.what}>
        <strong className="serif">{row.name}</strong>
        <span className="quiet">{[row.unit.name, row.tableNo, say.known(row.knownFields, row.fields.length)].filter(Boolean).join(" · ")}</span>
      </span>
      <Mark tone={tones[row.state] ?? "plain"}>{row.stateName}</Mark>
    </Link>
  );
}
