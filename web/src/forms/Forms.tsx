import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { useAsker } from "../app/viewer";
import inbox from "../inbox/Inbox.module.css";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { shortDay } from "../shared/format";
import { AnySheet } from "./AnySheet";
import styles from "./Forms.module.css";
import { messages } from "./messages";
import { type Report, reportsQuery, sheetPath } from "./operations";
import { YearBook } from "./YearBook";

const PAGE = 30;

/** The reports that the viewer may see, the latest due first, and the way to any form's sheet and to the year's books. */
export default function Forms() {
  const say = useWords(messages);
  const { may } = useAsker();
  const [state, setState] = useState("");
  // Where each page begins; more of them follow as they are asked for.
  const [begins, setBegins] = useState<(string | null)[]>([null]);
  return (
    <div className={inbox.page}>
      <header className={inbox.head}>
        <h1>{say.title}</h1>
        <NativeSelect aria-label={say.state} value={state} onChange={(event) => { setState(event.target.value); setBegins([null]); }}
          data={Object.entries(say.states).map(([value, label]) => ({ value, label }))} />
      </header>
      <p className={styles.ways}>
        <Link href="/ledger">{say.ledger} ›</Link>
        {may("DESIGN_FORM") || may("APPROVE_FORM") ? <Link href="/design">{say.design} ›</Link> : null}
      </p>
      {begins.map((after, at) => (
        <Reports key={after ?? ""} state={state} after={after}
          more={at === begins.length - 1 ? (end) => setBegins([...begins, end]) : null} />
      ))}
      <AnySheet />
      <YearBook />
    </div>
  );
}

type Page = { state: string; after: string | null; more: ((end: string) => void) | null };

/** A page of the list, read by itself; `more` stands under the last. */
function Reports({ state, after, more }: Page) {
  const say = useWords(messages);
  const [{ data, error }, read] = useLiveQuery(reportsQuery, { first: PAGE, after, state: state || null }, ({ items }) => items.length > 0);
  const found = data?.statistics.reports;
  if (!found) return error ? <Failure error={error} again={() => read({ requestPolicy: "network-only" })} /> : <Coming height="4.5rem" />;
  const { endCursor, hasNextPage } = found.pageInfo;
  return (
    <>
      {found.nodes.length === 0 && after === null ? <Empty title={say.nothing}>{say.nothingHint}</Empty> : null}
      <ul className={inbox.rows}>{found.nodes.map((report) => <li key={report.id}><Row report={report} /></li>)}</ul>
      {more && hasNextPage && endCursor ? <Button variant="default" onClick={() => more(endCursor)}>{say.more}</Button> : null}
    </>
  );
}

const tones: Record<string, "green" | "amber" | "red" | "blue" | "plain"> = {
  WAITING: "amber", COMPLETE: "blue", HANDED_IN: "blue", RETURNED: "red", ACCEPTED: "green", LOCKED: "green", REVISED: "amber",
};

function Row({ report }: { report: Report }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { form, area, period, state, stateName, dueOn, late, lateBecause, submittedOn } = report;
  if (!form) return null;
  const because = lateBecause.map(({ name }) => name).join("、");
  return (
    <Link href={sheetPath(form.code, area?.id ?? "", period.code)} className={inbox.row} data-report={`${form.code}/${period.code}`}>
      <span className={inbox.duty} aria-hidden>{form.code}</span>
      <span className={inbox.what}>
        <strong className="serif">{form.name}</strong>
        <span className="quiet">{[area?.name, period.name, form.issuedBy.name].filter(Boolean).join(" · ")}</span>
        <span className="quiet">
          {submittedOn ? say.handedIn(shortDay(submittedOn, language)) : say.due(shortDay(dueOn, language))}
          {late ? ` · ${say.late}` : ""}{because && !submittedOn ? ` · ${say.because(because)}` : ""}
        </span>
      </span>
      <Mark tone={late && !submittedOn ? "red" : tones[state] ?? "plain"}>{stateName}</Mark>
    </Link>
  );
}
