import { Drawer } from "@mantine/core";
import { Link } from "wouter";
import { graphql } from "../generated";
import { exact, number, periodName, term } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming } from "../shared/states";
import { messages } from "./messages";
import type { Indicator } from "./operations";
import styles from "./Overview.module.css";
import type { Standing } from "./standing";
import { PlaceChange } from "./Tiles";
import { StandMark } from "./Towns";

const townPeriods = graphql(`
  query TownPeriods($area: ID!, $period: Period!) {
    statistics {
      factPeriods(area: $area, period: $period) {
        nodes { id title stateName asked answered dueAt enteredBy { id name } enteredAt confirmedBy { id name } confirmedAt }
      }
    }
  }
`);

type Props = {
  standing: Standing | undefined; rows: Standing[]; period: string; indicator: Indicator;
  close: () => void; openValue: (area: Standing["area"]) => void;
};

/** What is behind a township's completeness: its periods, who stated and confirmed them; and all places. */
export function TownDrawer({ standing, rows, period, indicator, close, openValue }: Props) {
  const say = useWords(messages);
  const language = useLanguage();
  if (!standing) return null;
  const ranked = rows.filter(({ rank }) => rank !== null).sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0));
  return (
    <Drawer opened onClose={close} position="right" size="min(100vw, 30rem)" title={<strong>{standing.area.name} · {periodName(period, language)}</strong>}>
      <div className={styles.drawer}>
        <p><StandMark standing={standing} /> {standing.percent === null ? "" : `${standing.percent}%`}</p>
        {standing.asked === null ? null : (
          <p>{say.asked} {standing.asked} · {say.stated} {standing.stated} · {say.signed} {standing.confirmed}
            {standing.dueOn ? ` · ${say.due} ${standing.dueOn}(${term(standing.dueOn, language)})` : ""}</p>
        )}
        <Periods area={standing.area.id} period={period} />
        <h3>{indicator.name} <PlaceChange standing={standing} /></h3>
        {standing.value === null ? null : (
          <p><button type="button" className={styles.link} onClick={() => openValue(standing.area)}>{number(standing.value)} {indicator.unitOfMeasure} ›</button></p>
        )}
        <h3>{say.ranks}</h3>
        <ol className={styles.ranks}>
          {ranked.map((row) => (
            <li key={row.area.id} data-picked={row.area.id === standing.area.id || undefined}>
              <span className="figure">{row.rank}</span> <span>{row.area.name}</span> <PlaceChange standing={row} />
            </li>
          ))}
        </ol>
      </div>
    </Drawer>
  );
}

function Periods({ area, period }: { area: string; period: string }) {
  const say = useWords(messages);
  const language = useLanguage();
  const [{ data, fetching }] = useLiveQuery(townPeriods, { area, period }, ({ subject }) => subject === "statistics");
  if (!data && fetching) return <Coming rows={1} />;
  return data?.statistics.factPeriods.nodes.map((item) => (
    <div key={item.id}>
      <p><Link href={`/items/${encodeURIComponent(item.id)}`}>{item.title}</Link> · {item.stateName}</p>
      {item.enteredBy ? <p className="quiet">{say.enteredBy} {item.enteredBy.name} {item.enteredAt ? exact(item.enteredAt, language) : ""}</p> : null}
      {item.confirmedBy ? <p className="quiet">{say.confirmedBy} {item.confirmedBy.name} {item.confirmedAt ? exact(item.confirmedAt, language) : ""}</p> : null}
    </div>
  ));
}
