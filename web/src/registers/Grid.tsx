import { useCallback, useId, useState } from "react";
import { Explain } from "../figures/Explain";
import { FigureCell, RefusedEntry } from "../figures/FigureCell";
import { messages as figureMessages } from "../figures/messages";
import type { Finding, Question } from "../figures/operations";
import { number } from "../shared/format";
import { useWords } from "../shared/language";
import type { Typed } from "../shared/outbox";
import styles from "./Grid.module.css";
import { messages } from "./messages";

type Named = { key: string; name: string };
type Column = Named & { unit: string; domain: string; definition: string };
type Cells = ReadonlyMap<string, Question>;
type Hands = {
  locked: boolean; period: string; entryOf: (question: Question) => Typed | undefined;
  enter: (question: Question, value: string) => void; flush: () => void;
  paste: (text: string, row: string, column: string) => boolean;
  explain: (question: Question, finding: Finding, said: string) => void;
};
type Props = Hands & { rows: Named[]; columns: Column[]; cells: Cells };

const HEAD_REM = 6.5;
const CELL_REM = 7.5;
const WIDEST_REM = 11;

/** Questions as a grid: areas down, indicators across; a cell's key is "area|indicator". */
export function laidOut(questions: Question[]): { rows: Named[]; columns: Column[]; cells: Cells } {
  const rows = new Map<string, Named>();
  const columns = new Map<string, Column>();
  const cells = new Map<string, Question>();
  for (const question of questions) {
    const { area, indicator } = question;
    rows.set(area.id, { key: area.id, name: area.name });
    columns.set(indicator.code, {
      key: indicator.code, name: indicator.name, unit: indicator.unitOfMeasure, domain: indicator.domainName, definition: indicator.definition,
    });
    cells.set(`${area.id}|${indicator.code}`, question);
  }
  return { rows: [...rows.values()], columns: [...columns.values()], cells };
}

/** All areas by all indicators, in blocks of as many columns as the screen holds: nothing hides behind a scroll bar. */
export function Grid({ rows, columns, cells, ...hands }: Props) {
  const [width, setWidth] = useState(0);
  // Measured as soon as it stands there: what waits for an observer shows an empty page first.
  const ref = useCallback((place: HTMLDivElement | null) => {
    if (!place) return;
    const measure = () => setWidth(place.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(place);
    return () => observer.disconnect();
  }, []);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const most = Math.max(1, Math.floor((width / rem - HEAD_REM) / CELL_REM));
  // Blocks of even width: seven columns over two blocks are four and three.
  const each = Math.ceil(columns.length / Math.max(1, Math.ceil(columns.length / most)));
  const blocks = Array.from({ length: Math.ceil(columns.length / each) || 0 }, (_, n) => columns.slice(n * each, (n + 1) * each));
  return (
    <div ref={ref}>
      {width > 0 ? blocks.map((block) => (
        <Block key={block[0]?.key} columns={block} cells={cells} {...hands}
          rows={rows.filter(({ key }) => block.some((column) => cells.has(`${key}|${column.key}`)))} />
      )) : null}
    </div>
  );
}

function Block({ rows, columns, ...rest }: Props) {
  const say = useWords(messages);
  const domains = [...new Set(columns.map(({ domain }) => domain))].join("、");
  return (
    <table className={styles.grid} style={{ maxWidth: `${HEAD_REM + columns.length * WIDEST_REM}rem` }}>
      <caption>{domains}</caption>
      <thead>
        <tr>
          <th scope="col" className={styles.area}>{say.area}</th>
          {columns.map(({ key, name, unit, definition }) => (
            <th key={key} scope="col" title={definition}>{name} <span className="quiet">{unit}</span></th>
          ))}
        </tr>
      </thead>
      <tbody>{rows.map((row) => <Line key={row.key} row={row} columns={columns} {...rest} />)}</tbody>
    </table>
  );
}

function Line({ row, columns, cells, entryOf, enter, paste, flush, explain, locked, period }: Omit<Props, "rows"> & { row: Named }) {
  const say = useWords(messages);
  const asked = useWords(figureMessages);
  const noteId = useId();
  const here = columns.map((column) => ({ column, question: cells.get(`${row.key}|${column.key}`) }));
  const refused = here.flatMap(({ column, question }) => {
    const entry = question && entryOf(question);
    return entry?.state === "refused" ? [{ column, entry }] : [];
  });
  const findings = here.flatMap(({ question }) => (question ? question.findings.filter((found) => isOwn(found, question, row, cells)).map((found) => ({ question, found })) : []));
  const note = refused.length + findings.length > 0;
  return (
    <>
      <tr className={styles.line} data-area={row.name}>
        <th scope="row" className={styles.area}>{row.name}</th>
        {here.map(({ column, question }) => (
          <td key={column.key}>
            {question ? (
              <>
                <FigureCell question={question} entry={entryOf(question)} locked={locked} column={column.key}
                  label={asked.entryFor(`${row.name} ${column.name}`, period)} noteId={note ? noteId : undefined}
                  enter={(value) => enter(question, value)} paste={(text) => paste(text, row.key, column.key)} flush={flush} />
                <span className={styles.before}>{say.before} {number(question.lastYear?.value)}</span>
              </>
            ) : null}
          </td>
        ))}
      </tr>
      {note ? (
        <tr className={styles.note}>
          <td colSpan={columns.length + 1} id={noteId}>
            {refused.map(({ column, entry }) => <RefusedEntry key={column.key} entry={entry} of={`${row.name} ${column.name}`} />)}
            {findings.map(({ question, found }) => (
              <Explain key={`${found.indicator?.code} ${found.warning ?? found.message}`} finding={found} locked={locked}
                explain={(said) => explain(question, found, said)} />
            ))}
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** A finding stands once: with its own figure, or where that is not asked here with the first figure that it names. */
function isOwn(found: Finding, question: Question, row: Named, cells: Cells): boolean {
  const own = found.indicator?.code;
  if (own === question.indicator.code) return true;
  if (own !== undefined && cells.has(`${row.key}|${own}`)) return false;
  const first = [...cells.values()].find(({ area, findings }) => area.id === row.key && findings.some(({ message }) => message === found.message));
  return first === question;
}
