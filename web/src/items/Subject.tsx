import { Link } from "wouter";
import { exact, number } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import styles from "./ItemPage.module.css";
import { messages } from "./messages";
import type { Found } from "./operations";

/** What the item says of its own subject. */
export function Subject({ item }: { item: Found }) {
  const say = useWords(messages);
  const language = useLanguage();
  const rows: [string, React.ReactNode][] = [[say.unit, item.unit.name], [say.opened, exact(item.openedAt, language)]];
  if (item.__typename === "FactPeriod") {
    rows.push([say.period, `${item.period.name} · ${say.answered(item.answered, item.asked)}`]);
    if (item.enteredBy) rows.push([say.entered, `${item.enteredBy.name}${item.enteredAt ? ` ${exact(item.enteredAt, language)}` : ""}`]);
    if (item.confirmedBy) rows.push([say.confirmed, `${item.confirmedBy.name}${item.confirmedAt ? ` ${exact(item.confirmedAt, language)}` : ""}`]);
  }
  if (item.__typename === "FactCorrection") {
    const { fact } = item;
    if (fact) rows.push([say.fact, `${fact.area.name} ${fact.period.name} ${fact.indicator.name} ${number(fact.value)} ${fact.unitOfMeasure}`]);
    rows.push([say.asks, `${item.words}(${item.askedBy.name})`]);
  }
  return (
    <dl className={styles.facts}>
      {rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

/** Moves that have a page of their own lead there. */
export function OwnPage({ item }: { item: Found }) {
  const say = useWords(messages);
  if (item.__typename !== "FactPeriod") return null;
  const may = (event: string) => item.moves.some((move) => move.event === event);
  if (may("ENTER")) return <Link className={styles.lead} href="/figures">{say.toFigures}</Link>;
  if (may("CONFIRM")) return <Link className={styles.lead} href="/confirm">{say.toConfirm}</Link>;
  return null;
}
