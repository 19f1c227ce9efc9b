import { Button, Drawer } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { graphql } from "../generated";
import type { BehindFactQuery } from "../generated/graphql";
import { exact, number, periodName } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { Trend } from "../shared/Trend";
import styles from "./Behind.module.css";
import { Correct, useMayCorrect } from "./Correct";
import { messages } from "./messages";

const behindFact = graphql(`
  query BehindFact($area: ID!, $indicator: String!, $period: Period!, $lastYear: Period!) {
    statistics {
      before: fact(area: $area, indicator: $indicator, period: $lastYear) { id value }
      fact(area: $area, indicator: $indicator, period: $period) {
        id value unitOfMeasure status source version statedAt confirmedAt reason
        indicator { id code name definition }
        area { id name }
        period { code name }
        statedBy { id name title unit { id name } }
        confirmedBy { id name title }
        item { id title stateName }
        correction { id title stateName }
        explanations { warning words }
        versions { id version value status statedAt reason statedBy { id name } confirmedBy { id name } }
      }
    }
  }
`);

const parts = graphql(`
  query Parts($indicator: String!, $period: Period!) {
    statistics {
      facts(indicator: $indicator, period: $period, first: 100) {
        nodes { id value unitOfMeasure status version area { id code name level } }
      }
    }
  }
`);

export type Place = { area: { id: string; code: string; name: string }; whole: boolean; indicator: { code: string; name: string }; period: string };
type Fact = NonNullable<BehindFactQuery["statistics"]["fact"]>;

const yearBefore = (period: string) => `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;

/** What is behind a figure; of a county total, first the figures it is made of. */
export function Behind({ place, close }: { place: Place; close: () => void }) {
  const say = useWords(messages);
  const language = useLanguage();
  const [inner, setInner] = useState<Place | null>(null);
  const shown = inner ?? place;
  const title = `${shown.area.name} · ${shown.indicator.name} · ${periodName(shown.period, language)}`;
  return (
    <Drawer opened onClose={close} position="right" size="min(100vw, 30rem)" title={<strong>{title}</strong>}
      closeButtonProps={{ "aria-label": say.close }}>
      {inner ? <button type="button" className={styles.back} onClick={() => setInner(null)}>‹ {place.area.name}</button> : null}
      {shown.whole ? <Made place={shown} open={setInner} /> : <Single key={shown.area.id} place={shown} />}
    </Drawer>
  );
}

function Made({ place, open }: { place: Place; open: (place: Place) => void }) {
  const say = useWords(messages);
  const variables = { indicator: place.indicator.code, period: place.period };
  const [{ data, error }] = useLiveQuery(parts, variables, ({ facts }) => facts.length > 0);
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Coming />;
  const nodes = data.statistics.facts.nodes.filter(({ area }) => area.code !== place.area.code);
  if (nodes.length === 0) return <Empty title={say.none}>{say.noneHint}</Empty>;
  return (
    <>
      <p className="quiet">{say.total}</p>
      <ul className={styles.parts}>
        {nodes.map((fact) => (
          <li key={fact.id}>
            <button type="button" onClick={() => open({ ...place, whole: false, area: fact.area })}>
              <span>{fact.area.name}</span>
              <Mark tone={fact.status === "CONFIRMED" ? "green" : "amber"}>{say.statuses[fact.status]}</Mark>
              <strong className="figure">{number(fact.value)}</strong>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Single({ place }: { place: Place }) {
  const say = useWords(messages);
  const variables = {
    area: place.area.id, indicator: place.indicator.code, period: place.period, lastYear: yearBefore(place.period),
  };
  const [{ data, error }] = useLiveQuery(behindFact, variables, ({ facts }) => facts.length > 0);
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Coming />;
  const { fact, before } = data.statistics;
  if (!fact) return <Empty title={say.none}>{say.noneHint}</Empty>;
  return <Told fact={fact} before={before?.value ?? null} />;
}

function Told({ fact, before }: { fact: Fact; before: string | null }) {
  const say = useWords(messages);
  const language = useLanguage();
  const rows: [string, string | undefined][] = [
    [say.statedBy, fact.statedBy ? [fact.statedBy.name, fact.statedBy.title, fact.statedBy.unit?.name].filter(Boolean).join(" · ") : say.sources[fact.source]],
    [say.statedAt, exact(fact.statedAt, language)],
    [say.confirmedBy, fact.confirmedBy ? `${fact.confirmedBy.name}${fact.confirmedAt ? ` · ${exact(fact.confirmedAt, language)}` : ""}` : undefined],
    [say.source, say.sources[fact.source]],
    [say.definition, fact.indicator.definition ?? undefined],
  ];
  return (
    <div className={styles.told}>
      <p className={styles.value}><strong className="figure">{number(fact.value)}</strong> <span>{fact.unitOfMeasure}</span></p>
      <p><Mark tone={fact.status === "CONFIRMED" ? "green" : "amber"}>{say.statuses[fact.status]}</Mark></p>
      <p><span className="quiet">{say.lastYear} {number(before)}</span> <Trend value={fact.value} before={before} /></p>
      <dl className={styles.rows}>
        {rows.filter(([, value]) => value).map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      </dl>
      {fact.explanations.map(({ warning, words: said }) => <p key={warning} className={styles.words}>{say.explained}:{said}</p>)}
      {fact.item ? <p><Link href={`/items/${encodeURIComponent(fact.item.id)}`}>{say.item}:{fact.item.title}</Link></p> : null}
      <Correction fact={fact} />
      <h3>{say.versions}</h3>
      <ol className={styles.versions}>
        {fact.versions.map((version) => (
          <li key={version.id}>
            <span>{say.version(version.version)}</span>
            <strong className="figure">{number(version.value)}</strong>
            <span className="quiet">{[version.statedBy?.name, exact(version.statedAt, language), say.statuses[version.status]].filter(Boolean).join(" · ")}</span>
            {version.reason ? <span>{say.reason}:{version.reason}</span> : null}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The correction that is open, or the way to ask for one, for who states the figures of the area. */
function Correction({ fact }: { fact: Fact }) {
  const say = useWords(messages);
  const mayCorrect = useMayCorrect();
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState<string | null>(null);
  const item = fact.correction?.id ?? sent;
  if (sent) return <p role="status">✓ {say.corrected} <Link href={`/items/${encodeURIComponent(sent)}`}>{say.toCorrection}</Link></p>;
  // While it is asked here, the correction that is opened on the way is this one.
  if (asking) return <Correct figure={fact} done={setSent} />;
  if (item) {
    return <p><Mark tone="amber">{say.correcting}</Mark> <Link href={`/items/${encodeURIComponent(item)}`}>{fact.correction?.stateName} ›</Link></p>;
  }
  if (fact.source !== "TOWNSHIP" || fact.status !== "CONFIRMED" || !mayCorrect(fact.area.id)) return null;
  return <div><Button variant="default" onClick={() => setAsking(true)}>{say.correct}</Button></div>;
}
