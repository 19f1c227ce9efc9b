import { exact, term, when } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { ActBar } from "./ActBar";
import styles from "./ItemPage.module.css";
import { messages } from "./messages";
import { type Found, itemQuery, type Step } from "./operations";
import { PeriodFigures } from "./PeriodFigures";
import { saidOf } from "./said";
import { Subject } from "./Subject";

// A journal's verb is a flow and its event: FACT_PERIOD.CONFIRM.
const eventOf = (verb: string) => verb.split(".").at(-1) ?? verb;

/** One item: what it is, where it stands as a line of people and times, what was done, what I may do. */
export default function ItemPage({ id }: { id: string }) {
  const say = useWords(messages);
  const [{ data, error, fetching }, read] = useLiveQuery(itemQuery, { id }, ({ items }) => items.includes(id));
  const item = data?.node && "title" in data.node ? data.node : null;
  if (item) return <Item item={item} />;
  if (error) return <Failure error={error} again={() => read({ requestPolicy: "network-only" })} />;
  if (fetching || !data) return <Coming />;
  return <Empty title={say.gone}>{say.goneHint}</Empty>;
}

function Item({ item }: { item: Found }) {
  const say = useWords(messages);
  const language = useLanguage();
  return (
    <article className={styles.page}>
      <button type="button" className={styles.back} onClick={() => history.back()}>‹ {say.back}</button>
      <header className={styles.paper}>
        <h1 className="serif">{item.title}</h1>
        <p className={styles.marks}>
          <Mark tone={item.closedAt ? "green" : "blue"}>{item.stateName}</Mark>
          {item.dueAt && !item.closedAt
            ? <Mark tone={item.colour.toLowerCase() as "green"} title={exact(item.dueAt, language)}>{term(item.dueAt, language)}</Mark> : null}
          {item.number ? <span className="quiet">{item.number}</span> : null}
        </p>
        <Subject item={item} />
      </header>
      <section aria-labelledby="where">
        <h2 id="where">{say.where}</h2>
        <ol className={styles.line}>
          {item.assignments.nodes.map((step) => <Stands key={step.id} step={step} />)}
        </ol>
      </section>
      {item.__typename === "FactPeriod" ? <PeriodFigures id={item.id} /> : null}
      <section aria-labelledby="history">
        <h2 id="history">{say.history}</h2>
        {item.history.nodes.length === 0 ? <p className="quiet">{say.noHistory}</p> : null}
        <ul className={styles.history}>
          {item.history.nodes.map((entry) => (
            <li key={entry.id}>
              <time dateTime={entry.at} title={exact(entry.at, language)}>{when(entry.at, language)}</time>
              <span>{entry.actor?.name ?? say.system}</span>
              <span>{say.verbs[eventOf(entry.verb)] ?? eventOf(entry.verb)}</span>
              {saidOf(entry.payload).map((words) => <span key={words} className={styles.reason}>{words}</span>)}
            </li>
          ))}
        </ul>
      </section>
      <ActBar item={item} />
    </article>
  );
}

function Stands({ step }: { step: Step }) {
  const say = useWords(messages);
  const language = useLanguage();
  const people = step.closedBy?.name
    ?? (step.holders.map(({ person, post, unit }) => person?.name ?? post?.name ?? unit?.name).filter(Boolean).join("、") || step.unit?.name);
  return (
    <li data-open={!step.closedAt || undefined}>
      <strong>{people}</strong> <span>{say.duties[step.duty]}</span>
      <span className="quiet">
        {say.since(when(step.openedAt, language))}
        {step.closedAt ? ` · ${say.done(when(step.closedAt, language))}` : ` · ${say.waiting}`}
      </span>
    </li>
  );
}
