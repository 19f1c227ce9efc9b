import { useMemo } from "react";
import figures from "../figures/Figures.module.css";
import { FigureCell, RefusedEntry } from "../figures/FigureCell";
import { messages as figureMessages } from "../figures/messages";
import { useOutbox } from "../figures/OutboxProvider";
import type { Question } from "../figures/operations";
import { useAccepted } from "../figures/useAccepted";
import { questionKey, useEntering } from "../figures/useEntering";
import { term } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import type { Typed } from "../shared/outbox";
import { Coming, Empty, Failure } from "../shared/states";
import { messages } from "./messages";
import { type Asked, villageQuery } from "./operations";
import styles from "./Villages.module.css";

const OWN = { village: true } as const;

/** What the township asks of the viewer's village: one list, answered on the phone. */
export default function Village() {
  const say = useWords(messages);
  const [{ data, error, fetching, stale }, read] = useLiveQuery(villageQuery, {}, ({ subject }) => subject === "statistics");
  const again = () => read({ requestPolicy: "network-only" });
  const asked = data?.viewer?.villageQuestions;
  if (!asked && error) return <Failure error={error} again={again} />;
  if (!asked) return <Coming />;
  return (
    <div className={figures.page}>
      <h1>{say.page}</h1>
      {asked.length === 0 ? <Empty title={say.nothing}>{say.nothingHint}</Empty> : <List asked={asked} busy={fetching || stale} read={again} />}
    </div>
  );
}

/** A village's question as the entry cell takes it: without figures of earlier periods, and without checks of its own. */
const question = ({ indicator, period, area, fact, dueAt }: Asked): Question =>
  ({ __typename: "Question", indicator, period, area, dueOn: dueAt ?? "", fact: fact ?? null, lastPeriod: null, lastYear: null, findings: [] });

function List({ asked, busy, read }: { asked: Asked[]; busy: boolean; read: () => void }) {
  const say = useWords(messages);
  const { typed } = useOutbox();
  const { enter, flush } = useEntering(OWN);
  const rows = useMemo(() => asked.flatMap((each) => (each.item ? [{ each, item: each.item.id, question: question(each) }] : [])), [asked]);
  const sheets = useMemo(() => rows.map(({ item, question: only }) => ({ item: { id: item }, questions: [only] })), [rows]);
  useAccepted(sheets, busy, read);
  const answered = rows.filter(({ each }) => each.fact).length;
  return (
    <>
      <p role="status"><strong>{say.progress(answered, rows.length)}</strong> <span className="quiet">{answered === rows.length ? say.done : say.hint}</span></p>
      <ul className={styles.questions}>
        {rows.map(({ each, item, question: only }) => (
          <Row key={questionKey(item, only)} asked={each} question={only} entry={typed[questionKey(item, only)]}
            enter={(value) => enter(item, only, value)} flush={flush} />
        ))}
      </ul>
    </>
  );
}

type RowProps = { asked: Asked; question: Question; entry: Typed | undefined; enter: (value: string) => void; flush: () => void };

function Row({ asked, question: only, entry, enter, flush }: RowProps) {
  const say = useWords(messages);
  const cell = useWords(figureMessages);
  const language = useLanguage();
  const { indicator, period, area, askedBy, dueAt } = asked;
  return (
    <li>
      <div>
        <strong>{indicator.name} <span className="quiet">{indicator.unitOfMeasure}</span></strong>
        <span className="quiet">{area.name} · {period.name} · {say.from(askedBy.name, dueAt ? term(dueAt, language) : say.noTerm)}</span>
      </div>
      <div className={styles.entry}>
        <FigureCell question={only} entry={entry} locked={false} label={cell.entryFor(indicator.name, period.name)} noteId={undefined}
          enter={enter} paste={() => false} flush={flush} />
      </div>
      {entry?.state === "refused" ? <RefusedEntry entry={entry} /> : null}
    </li>
  );
}
