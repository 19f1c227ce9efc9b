import type { ReactNode } from "react";
import { Link } from "wouter";
import { sheetPath } from "../forms/operations";
import { exact, number, shortDay } from "../shared/format";
import { type Language, useLanguage, useWords } from "../shared/language";
import { Trend } from "../shared/Trend";
import styles from "./ItemPage.module.css";
import { messages } from "./messages";
import type { Found } from "./operations";

/** What the item says of its own subject. */
export function Subject({ item }: { item: Found }) {
  const say = useWords(messages);
  const language = useLanguage();
  const rows: [string, ReactNode][] = [[say.unit, item.unit.name], [say.opened, exact(item.openedAt, language)]];
  if (item.__typename === "FactPeriod") {
    rows.push([say.period, `${item.period.name} · ${say.answered(item.answered, item.asked)}`]);
    if (item.enteredBy) rows.push([say.entered, `${item.enteredBy.name}${item.enteredAt ? ` ${exact(item.enteredAt, language)}` : ""}`]);
    if (item.confirmedBy) rows.push([say.confirmed, `${item.confirmedBy.name}${item.confirmedAt ? ` ${exact(item.confirmedAt, language)}` : ""}`]);
  }
  if (item.__typename === "RegisterPeriod") rows.push([say.period, `${item.period.name} · ${say.answered(item.answered, item.asked)}`]);
  if (item.__typename === "Report") {
    rows.push([say.period, item.period.name], [say.area, item.area?.name], [say.due, shortDay(item.dueOn, language)]);
    if (item.submittedOn) rows.push([say.submitted, shortDay(item.submittedOn, language)]);
    if (item.lateBecause.length > 0) rows.push([say.lateBecause, item.lateBecause.map(({ name }) => name).join("、")]);
  }
  if (item.__typename === "FormProposal") {
    rows.push([say.purpose, item.purpose], [say.known, say.answered(item.knownFields, item.fields.length)]);
  }
  if (item.__typename === "FactCorrection") rows.push(...corrected(item, say, language));
  return (
    <dl className={styles.facts}>
      {rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

type Correction = Extract<Found, { __typename: "FactCorrection" }>;

/** What is corrected: the figure, its old and new value, who asked and with which words. */
function corrected(item: Correction, say: typeof messages.zh, language: Language): [string, ReactNode][] {
  const { fact, before, after, askedBy, openedBy } = item;
  const unit = fact?.unitOfMeasure;
  const rows: [string, ReactNode][] = [];
  if (fact) rows.push([say.fact, `${fact.area.name} ${fact.period.name} ${fact.indicator.name}`]);
  if (before) rows.push([say.oldValue, <Value key="old" value={before.value} unit={unit} struck={after !== null} />]);
  rows.push([say.newValue, after
    ? <><Value value={after.value} unit={unit} /> <Trend value={after.value} before={before?.value} /></>
    : <span className="quiet">{item.closedAt ? say.unchanged : say.notYet}</span>]);
  rows.push([say.askedBy, [openedBy?.name, askedBy.name].filter(Boolean).join(" · ")], [say.asks, item.words]);
  if (after?.reason && after.reason !== item.words) rows.push([say.reason, after.reason]);
  const explained = [...new Set(item.explanations.map(({ words: said }) => said))];
  if (explained.length > 0) rows.push([say.explained, explained.join(";")]);
  if (after?.statedBy) rows.push([say.entered, `${after.statedBy.name} ${exact(after.statedAt, language)}`]);
  if (after?.confirmedBy && after.confirmedAt) rows.push([say.confirmed, `${after.confirmedBy.name} ${exact(after.confirmedAt, language)}`]);
  return rows;
}

function Value({ value, unit, struck = false }: { value: string; unit?: string; struck?: boolean }) {
  const figure = <strong className="figure">{number(value)}</strong>;
  return <>{struck ? <s>{figure}</s> : figure} <span className="quiet">{unit}</span></>;
}

/** Moves that have a page of their own lead there. */
export function OwnPage({ item }: { item: Found }) {
  const say = useWords(messages);
  if (item.__typename === "RegisterPeriod" && item.moves.length > 0) {
    return <Link className={styles.lead} href={`/registers/${encodeURIComponent(item.id)}`}>{say.toRegister}</Link>;
  }
  if (item.__typename === "Report" && item.form && item.area) {
    return <Link className={styles.lead} href={sheetPath(item.form.code, item.area.id, item.period.code)}>{say.toSheet}</Link>;
  }
  if (item.__typename === "FormProposal") return <Link className={styles.lead} href={`/design/${encodeURIComponent(item.id)}`}>{say.toDesign}</Link>;
  if (item.__typename === "MaterialCall") {
    return <Link className={styles.lead} href={`/materials/${encodeURIComponent(item.id)}`}>{say.toTable}</Link>;
  }
  if (item.__typename === "MaterialAnswer" && item.moves.some(({ event }) => event === "GIVE")) {
    return <Link className={styles.lead} href="/materials">{say.toMaterials}</Link>;
  }
  if (item.__typename !== "FactPeriod") return null;
  const may = (event: string) => item.moves.some((move) => move.event === event);
  if (may("ENTER")) return <Link className={styles.lead} href="/figures">{say.toFigures}</Link>;
  if (may("ANSWER_VILLAGE")) return <Link className={styles.lead} href="/village">{say.toVillage}</Link>;
  if (may("CONFIRM")) return <Link className={styles.lead} href="/confirm">{say.toConfirm}</Link>;
  return null;
}
