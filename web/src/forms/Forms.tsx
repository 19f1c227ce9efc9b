import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Link, useLocation } from "wouter";
import { useAsker } from "../app/viewer";
import inbox from "../inbox/Inbox.module.css";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { shortDay } from "../shared/format";
import styles from "./Forms.module.css";
import { messages } from "./messages";
import { type Form, formList, type Report, reportsQuery, sheetPath } from "./operations";

const PAGE = 30;
const MOST = 100;

/** The reports that the viewer may see, the latest period first, and the way to any form's sheet. */
export default function Forms() {
  const say = useWords(messages);
  const { may } = useAsker();
  const [state, setState] = useState("");
  const [first, setFirst] = useState(PAGE);
  const [{ data, error }, read] = useLiveQuery(reportsQuery, { first, state: state || null, area: null }, ({ items }) => items.length > 0);
  const found = data?.statistics.reports;
  return (
    <div className={inbox.page}>
      <header className={inbox.head}>
        <h1>{say.title}</h1>
        <NativeSelect aria-label={say.state} value={state} onChange={(event) => { setState(event.target.value); setFirst(PAGE); }}
          data={Object.entries(say.states).map(([value, label]) => ({ value, label }))} />
      </header>
      <p className={styles.ways}>
        <Link href="/ledger">{say.ledger} ›</Link>
        {may("DESIGN_FORM") || may("APPROVE_FORM") ? <Link href="/design">{say.design} ›</Link> : null}
      </p>
      {!found && error ? <Failure error={error} again={() => read({ requestPolicy: "network-only" })} /> : null}
      {!found && !error ? <Coming height="4.5rem" /> : null}
      {found?.nodes.length === 0 ? <Empty title={say.nothing}>{say.nothingHint}</Empty> : null}
      <ul className={inbox.rows}>{found?.nodes.map((report) => <li key={report.id}><Row report={report} /></li>)}</ul>
      {found?.pageInfo.hasNextPage && first < MOST
        ? <Button variant="default" onClick={() => setFirst((before) => Math.min(before + PAGE, MOST))}>{say.more}</Button> : null}
      <AnySheet />
    </div>
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

/** Any form for any township and period, whether a report was opened for it or not. */
function AnySheet() {
  const say = useWords(messages);
  const { viewer, county } = useAsker();
  const [, go] = useLocation();
  const [{ data }] = useLiveQuery(formList, {}, ({ subject }) => subject === "statistics");
  const own = viewer.posts.map((post) => post.unit.area?.id).find((id) => data?.organisation.areas.some((area) => area.id === id));
  const [form, setForm] = useState("");
  const [area, setArea] = useState("");
  const [period, setPeriod] = useState("");
  const forms = data?.statistics.forms ?? [];
  const chosen = forms.find(({ code }) => code === form) ?? forms[0];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const place = own ?? (area || data?.organisation.areas[0]?.id);
    if (chosen && place) go(sheetPath(chosen.code, place, period || lastPeriod(chosen, county.today)));
  };
  if (!data || !chosen) return null;
  return (
    <form onSubmit={submit} className={styles.any} aria-label={say.anySheet}>
      <h2>{say.anySheet}</h2>
      <NativeSelect label={say.form} value={chosen.code} onChange={(event) => { setForm(event.target.value); setPeriod(""); }}
        data={forms.map((each) => ({ value: each.code, label: `${each.code} ${each.name}${each.approvalNo ? "" : `(${say.unapproved})`}` }))} />
      {own ? null : (
        <NativeSelect label={say.area} value={area} onChange={(event) => setArea(event.target.value)}
          data={data.organisation.areas.map(({ id, name }) => ({ value: id, label: name }))} />
      )}
      <TextInput label={say.period} description={say.periodHint} value={period || lastPeriod(chosen, county.today)} onChange={(event) => setPeriod(event.target.value)} />
      <Button type="submit" variant="default">{say.show}</Button>
    </form>
  );
}

/** The last period of a form that is over: the month, quarter or year before today. */
export function lastPeriod({ periodKind }: Pick<Form, "periodKind">, today: string): string {
  const [year = 0, month = 1] = today.split("-").map(Number);
  if (periodKind === "YEAR") return String(year - 1);
  if (periodKind === "QUARTER") return month <= 3 ? `${year - 1}Q4` : `${year}Q${Math.ceil(month / 3) - 1}`;
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, "0")}`;
}
