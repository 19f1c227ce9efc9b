import { number } from "../shared/format";
import { useWords } from "../shared/language";
import { Mark } from "../shared/states";
import { Change } from "../shared/Trend";
import { messages } from "./messages";
import type { Indicator } from "./operations";
import styles from "./Overview.module.css";
import type { Stand, Standing } from "./standing";

const tones = { done: "green", going: "amber", late: "red", hidden: "plain" } as const satisfies Record<Stand, string>;

/** The state of a township's figures in a word. */
export function StandMark({ standing }: { standing: Standing }) {
  const say = useWords(messages);
  const { stand, daysLate } = standing;
  return <Mark tone={tones[stand]}>{stand === "late" && daysLate > 0 ? say.late(daysLate) : stand === "late" ? say.overdue : say[stand]}</Mark>;
}

type Props = {
  rows: Standing[]; indicator: Indicator; picked: string | null;
  openTown: (id: string) => void; openValue: (area: Standing["area"]) => void;
};

/** The townships, one line each. */
export function Towns({ rows, indicator, picked, openTown, openValue }: Props) {
  const say = useWords(messages);
  return (
    <table className={styles.towns}>
      <caption className="visually-hidden">{say.towns}</caption>
      <thead>
        <tr>
          <th scope="col">{say.town}</th>
          <th scope="col">{say.share}</th>
          <th scope="col">{say.state}</th>
          <th scope="col" className={styles.wide}>{say.signed}</th>
          <th scope="col">{indicator.name}<span className="quiet"> {indicator.unitOfMeasure}</span></th>
          <th scope="col" className={styles.wide}>{say.lastYear}</th>
          <th scope="col" className={styles.wide}>{say.rank}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.area.id} data-picked={row.area.id === picked || undefined} data-area={row.area.code}>
            <th scope="row"><button type="button" className={styles.open} onClick={() => openTown(row.area.id)}>{row.area.name}</button></th>
            <td className="figure">
              <span className={styles.meter} aria-hidden><span style={{ width: `${row.percent ?? 0}%` }} data-stand={row.stand} /></span>
              {row.percent === null ? "—" : `${row.percent}%`}
            </td>
            <td><StandMark standing={row} /></td>
            <td className={`figure ${styles.wide}`}>{row.asked === null ? "—" : `${row.confirmed} / ${row.asked}`}</td>
            <td className="figure">
              {row.value === null ? "—"
                : <button type="button" className={styles.open} onClick={() => openValue(row.area)}>{number(row.value)}</button>}
            </td>
            <td className={`figure ${styles.wide}`}><Change percent={row.changePct} /></td>
            <td className={`figure ${styles.wide}`}>{row.rank ?? "—"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
