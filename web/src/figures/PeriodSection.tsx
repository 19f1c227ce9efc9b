import { useMemo } from "react";
import { term } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import type { Typed } from "../shared/outbox";
import { Mark } from "../shared/states";
import { Ask } from "../villages/Ask";
import { Handed } from "../villages/Handed";
import { Workbook } from "../workbooks/Workbook";
import type { Filter } from "./Figures";
import styles from "./Figures.module.css";
import { FigureRow } from "./FigureRow";
import { messages } from "./messages";
import type { Asked, Finding, Question } from "./operations";
import { questionKey } from "./useEntering";

export type Hands = {
  enter: (item: string, question: Question, value: string) => void;
  paste: (text: string, from: string) => boolean;
  explain: (item: string, question: Question, finding: Finding, said: string) => void;
  flush: () => void;
};
type Props = Hands & { asked: Asked; filter: Filter; typed: Record<string, Typed>; read: () => void };

const shown = (question: Question, filter: Filter) =>
  filter === "all"
  || (filter === "missing" && !question.fact)
  || (filter === "warnings" && question.findings.some(({ explained }) => !explained));

/** The questions that a filter shows, by domain, in the order in which they stand on the page. */
export function arranged(questions: Question[], filter: Filter): [string, Question[]][] {
  const found = new Map<string, Question[]>();
  for (const question of questions) {
    if (!shown(question, filter)) continue;
    const { domainName } = question.indicator;
    found.set(domainName, [...(found.get(domainName) ?? []), question]);
  }
  return [...found];
}

/** The forms that ask some of the questions, in the order of their codes. */
function formsOf(questions: Question[]): { code: string; name: string }[] {
  const found = new Map(questions.flatMap(({ forms = [] }) => forms.map((form) => [form.code, form] as const)));
  return [...found.values()].sort((one, other) => one.code.localeCompare(other.code));
}

/** The questions of one period, grouped by domain. */
export function PeriodSection({ asked, filter, typed, read, ...hands }: Props) {
  const say = useWords(messages);
  const language = useLanguage();
  const { item, questions, waitsFor } = asked;
  const finish = item.moves.find(({ event }) => event === "FINISH");
  const locked = item.state !== "PREFILLED";
  const forms = useMemo(() => formsOf(questions), [questions]);
  const groups = useMemo(() => arranged(questions, filter), [questions, filter]);
  return (
    <section className={styles.period} aria-labelledby={`period-${item.id}`}>
      <header className={styles.periodHead}>
        <h2 id={`period-${item.id}`}>{item.period.name}</h2>
        {locked
          ? <Mark tone="blue">{item.stateName}</Mark>
          : item.dueAt
            ? <Mark tone={item.colour.toLowerCase() as "green" | "amber" | "red"} title={item.dueAt}>{term(item.dueAt, language)}</Mark>
            : null}
        <span className="quiet">{say.progress(asked.answered, asked.asked)}</span>
      </header>
      {finish && !finish.open ? <p className="quiet">{[finish.why, finish.remedy].filter(Boolean).join(" · ")}</p> : null}
      {waitsFor.length > 0 ? <p className="quiet">{say.waitsFor(waitsFor.map(({ name }) => name).join("、"))}</p> : null}
      {locked ? null : (
        <div className={styles.ways}><Ask item={item} questions={questions} /><Workbook item={item.id} forms={forms} done={read} /></div>
      )}
      <Handed asked={asked} />
      {groups.length === 0 ? <p className="quiet">{say.noneHere}</p> : null}
      {groups.map(([domain, members]) => (
        <table key={domain} className={styles.grid}>
          <caption>{domain}</caption>
          <thead>
            <tr>
              <th scope="col">{say.indicator}</th>
              <th scope="col" className={styles.unit}>{say.unit}</th>
              <th scope="col">{say.last}</th>
              <th scope="col">{say.lastYear}</th>
              <th scope="col">{say.entry}</th>
            </tr>
          </thead>
          <tbody>
            {members.map((question) => {
              const key = questionKey(item.id, question);
              return (
                <FigureRow key={key} id={key} item={item.id} question={question} locked={locked} entry={typed[key]} {...hands} />
              );
            })}
          </tbody>
        </table>
      ))}
    </section>
  );
}
