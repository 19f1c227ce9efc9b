import { memo, useId } from "react";
import { number } from "../shared/format";
import { useWords } from "../shared/language";
import type { Typed } from "../shared/outbox";
import { Explain } from "./Explain";
import { FigureCell, RefusedEntry } from "./FigureCell";
import styles from "./Figures.module.css";
import { messages } from "./messages";
import type { Question } from "./operations";
import type { Hands } from "./PeriodSection";

type Props = Hands & { id: string; item: string; question: Question; locked: boolean; entry: Typed | undefined };

/** One figure asked: what it was, the cell to fill, and under it what the hub says about the entry. */
export const FigureRow = memo(function FigureRow({ id, item, question, locked, entry, enter, paste, explain, flush }: Props) {
  const say = useWords(messages);
  const noteId = useId();
  const { indicator, period, lastPeriod, lastYear, findings, forms = [] } = question;
  const refused = entry?.state === "refused";
  const note = refused || findings.length > 0;
  const usedBy = forms.map((form) => `${form.name}(${form.issuedBy.name})`).join("、");
  return (
    <>
      <tr className={styles.row} data-note={note || undefined}>
        <th scope="row" title={[indicator.definition, usedBy && `${say.askedBy} ${usedBy}`].filter(Boolean).join("\n")}>
          {indicator.name}<span className={styles.unitInline}> {indicator.unitOfMeasure}</span>
        </th>
        <td className={styles.unit}>{indicator.unitOfMeasure}</td>
        <td className={`figure ${styles.before}`} data-label={say.last}>{number(lastPeriod?.value)}</td>
        <td className={`figure ${styles.before}`} data-label={say.lastYear}>{number(lastYear?.value)}</td>
        <td className={styles.cell}>
          <FigureCell question={question} entry={entry} locked={locked} label={say.entryFor(indicator.name, period.name)}
            noteId={note ? noteId : undefined} enter={(value) => enter(item, question, value)} paste={(text) => paste(text, id)} flush={flush} />
        </td>
      </tr>
      {note ? (
        <tr className={styles.note}>
          <td colSpan={5} id={noteId}>
            {entry && refused ? <RefusedEntry entry={entry} /> : null}
            {findings.map((finding) => (
              <Explain key={finding.warning ?? finding.message} finding={finding} locked={locked}
                explain={(said) => explain(item, question, finding, said)} />
            ))}
          </td>
        </tr>
      ) : null}
    </>
  );
});
