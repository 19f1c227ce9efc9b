import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import { useAsker } from "../app/viewer";
import { Behind, type Place } from "../facts/Behind";
import { monthBefore, periodName, when } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { type Change, useChanges, useConnection, useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { messages } from "./messages";
import { areasQuery, type County, type Indicator, indicatorsQuery, overviewQuery, sharesQuery } from "./operations";
import styles from "./Overview.module.css";
import { standings, whole } from "./standing";
import { Tiles } from "./Tiles";
import { TownDrawer } from "./TownDrawer";
import { Towns } from "./Towns";

const TownMap = lazy(() => import("./TownMap"));
const TrendChart = lazy(() => import("./TrendChart"));
const SLOW_MS = 2_000;
const CHOSEN = "hub.overview.indicator";
const moves = ({ overview }: Change) => overview;

/** The county on one screen: who is behind with figures, the key indicator, the places. */
export default function Overview() {
  const say = useWords(messages);
  const { county: { today } } = useAsker();
  const period = monthBefore(today);
  const [{ data: areas, error }, readAreas] = useLiveQuery(areasQuery, {}, () => false);
  const [{ data: found }] = useLiveQuery(indicatorsQuery, { asked: period }, () => false);
  const county = areas?.organisation.areas[0];
  const indicators = found?.statistics.indicators.nodes;
  if (error && !county) return <Failure error={error} again={() => readAreas({ requestPolicy: "network-only" })} />;
  if (!county || !indicators) return <Coming rows={6} />;
  if (indicators.length === 0) return <Empty title={say.nothing}>{say.nothingHint}</Empty>;
  return <Board county={county} indicators={indicators} period={period} />;
}

type Props = { county: County; indicators: Indicator[]; period: string };

function Board({ county, indicators, period }: Props) {
  const say = useWords(messages);
  const language = useLanguage();
  const connection = useConnection();
  const { viewer } = useAsker();
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN));
  const [picked, setPicked] = useState<string | null>(null);
  const [moved, setMoved] = useState<string | null>(null);
  const [behind, setBehind] = useState<Place | null>(null);
  const [town, setTown] = useState<string | null>(null);
  const indicator = indicators.find(({ code }) => code === chosen) ?? indicators.find(({ sourceKind }) => sourceKind === "TOWNSHIP") ?? indicators[0]!;
  const [{ data, error }, read] = useLiveQuery(overviewQuery, { period, indicator: indicator.code }, moves);
  // Who sees every township's row needs no published shares.
  const all = (data?.overview.townshipCompleteness.nodes.length ?? 0) >= county.children.length;
  const [{ data: published }] = useLiveQuery(sharesQuery, { period }, moves, { pause: !data || all, gatherMs: SLOW_MS });
  const wide = useMediaQuery("(min-width: 48em)");
  useChanges((change) => {
    const touched = county.children.find(({ id }) => change?.areas.includes(id));
    if (touched) setMoved(touched.id);
  });
  if (error && !data) return <Failure error={error} again={() => read({ requestPolicy: "network-only" })} />;
  if (!data) return <Coming rows={6} />;

  const shares = published?.overview.completenessShares.nodes ?? [];
  const rows = standings(county.children, data.overview, shares);
  const own = viewer.posts.map(({ area, unit }) => (area ?? unit.area).id);
  const current = rows.find(({ area }) => area.id === (picked ?? moved)) ?? rows.find(({ area }) => own.includes(area.id))
    ?? rows.find(({ rank }) => rank === 1) ?? rows[0];
  const total = data.overview.values.nodes.find(({ area }) => area === county.code);
  const open = (area: { id: string; code: string; name: string }) =>
    setBehind({ area, whole: area.code === county.code, indicator, period });
  const choose = (code: string) => { localStorage.setItem(CHOSEN, code); setChosen(code); };
  const asOf = data.overview.townshipCompleteness.asOf.time;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{county.name} · {periodName(period, language)}</h1>
        {wide ? <Link href="/ledger">{say.ledger} ›</Link> : null}
        <span className="quiet">
          {connection === "live" ? <Mark tone="green">{say.live}</Mark> : null} <time dateTime={asOf}>{say.asOf(when(asOf, language))}</time>
        </span>
      </header>
      <Tiles whole={whole(rows, shares, county.code)} indicator={indicator} indicators={indicators} choose={choose}
        total={total} openTotal={() => open(county)} current={current} openCurrent={() => current && setTown(current.area.id)} />
      <div className={styles.board}>
        <Suspense fallback={<div className={styles.map} />}>
          <TownMap rows={rows} picked={current?.area.code ?? null} pick={(code) => {
            const area = rows.find((row) => row.area.code === code)?.area;
            if (area) setPicked(area.id);
          }} />
        </Suspense>
        {wide ? (
          <Suspense fallback={<div className={styles.trend} />}>
            <TrendChart indicator={indicator} county={county.code} period={period} />
          </Suspense>
        ) : null}
      </div>
      <Towns rows={rows} indicator={indicator} picked={current?.area.id ?? null} openTown={setTown} openValue={open} />
      {behind ? <Behind place={behind} close={() => setBehind(null)} /> : null}
      {town ? <TownDrawer standing={rows.find(({ area }) => area.id === town)} rows={rows} period={period} indicator={indicator}
        close={() => setTown(null)} openValue={open} /> : null}
    </div>
  );
}
