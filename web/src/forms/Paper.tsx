import { number } from "../shared/format";
import { useWords } from "../shared/language";
import { Mark } from "../shared/states";
import styles from "./Forms.module.css";
import { messages } from "./messages";
import type { Cell, OpenReport, Sheet } from "./operations";

const tones: Partial<Record<Cell["answer"], "green" | "amber" | "red" | "blue">> = { STATED: "green", REGISTER: "blue", ASKED: "red", WAITING: "amber" };

type LockedCells = OpenReport["snapshots"][number]["cells"];
type Props = { sheet: Sheet; locked: LockedCells | null; open: (ordinal: number) => void };

/** The sheet line by line as it is printed; every figure of the period opens what is behind it, and a locked one that was corrected has the new one beside it. */
export function Paper({ sheet, locked, open }: Props) {
  const { title, head, above, columns, lines, signature } = sheet.printed;
  // The badge under a figure says what the remark would.
  const shown = columns.map((column, place) => ({ ...column, place })).filter(({ key }) => key !== "remark");
  const then = new Map(locked?.map(({ ordinal, value }) => [ordinal, value ?? null]));
  const corrected = ({ field, value }: Cell) => (then.has(field.ordinal) && then.get(field.ordinal) !== (value ?? null));
  const rest = sheet.cells[Symbol.iterator]();
  return (
    <article className={styles.paper}>
      <h1 className="serif">{title}</h1>
      <ul className={styles.lines}>{head.map((line) => <li key={line}>{line}</li>)}</ul>
      <p className={styles.over}>{above.map((line) => <span key={line}>{line}</span>)}</p>
      <table className={styles.table}>
        <thead><tr>{shown.map(({ key, title: words, numeric }) => <th key={key} scope="col" className={numeric ? styles.numeric : undefined}>{words}</th>)}</tr></thead>
        <tbody>
          {lines.map(({ section, cells }, place) => {
            if (section) return <tr key={place} className={styles.section}><th scope="rowgroup" colSpan={shown.length}>{cells[0]}</th></tr>;
            const cell = rest.next().value as Cell;
            return (
              <tr key={place} data-indicator={cell.indicator.code}>
                {shown.map(({ key, title: words, numeric, place: at }) => {
                  if (key === "name") return <th key={key} scope="row">{cells[at]}</th>;
                  const className = numeric ? styles.numeric : undefined;
                  if (key !== "value") return <td key={key} data-key={key} data-label={key === "unit" ? undefined : words} className={className}>{numeric ? figure(cells[at]) : cells[at]}</td>;
                  return <td key={key} data-key={key} className={className}><Value cell={cell} printed={cells[at] ?? ""} corrected={corrected(cell)} open={() => open(cell.field.ordinal)} /></td>;
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={styles.signature}>{signature}</p>
    </article>
  );
}

const figure = (text = "") => (/^-?\d+(\.\d+)?$/.test(text) ? number(text) : text);

type ValueProps = { cell: Cell; printed: string; corrected: boolean; open: () => void };

function Value({ cell, printed, corrected, open }: ValueProps) {
  const say = useWords(messages);
  return (
    <button type="button" className={styles.cell} onClick={open}>
      <span className="visually-hidden">{cell.label} </span>
      <strong>{figure(printed)}</strong>
      {corrected ? <Mark tone="amber">{say.since(number(cell.value))}</Mark> : null}
      <Mark tone={tones[cell.answer] ?? "plain"}>{said(cell, say)}</Mark>
    </button>
  );
}

/** How a cell is answered, in a word or two; who owes it by name. */
export function said({ answer, waitsFor, known, value, confirmed }: Cell, say: typeof messages.zh): string {
  if (answer === "WAITING" && waitsFor) return say.waitsFor(waitsFor.name);
  if (answer === "LAST_KNOWN" && known) return say.knownOf(known.name);
  const words = say.answers[answer] ?? answer;
  return value != null && !confirmed ? `${words} · ${say.notConfirmed}` : words;
}
