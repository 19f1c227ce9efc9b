import { type ClipboardEvent, type KeyboardEvent, memo, useId, useState } from "react";
import { number } from "../shared/format";
import { useWords } from "../shared/language";
import type { Typed } from "../shared/outbox";
import { Explain } from "./Explain";
import styles from "./Figures.module.css";
import { messages } from "./messages";
import type { Question } from "./operations";
import type { Hands } from "./PeriodSection";

type Props = Hands & { id: string; item: string; question: Question; locked: boolean; entry: Typed | undefined };

// Up, down and Enter move between the cells as in a sheet.
function move(event: KeyboardEvent<HTMLInputElement>) {
  const step = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step || event.nativeEvent.isComposing) return;
  const cells = [...document.querySelectorAll<HTMLInputElement>("input[data-figure]:not([disabled])")];
  const next = cells[cells.indexOf(event.currentTarget) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

/** One figure asked: what it was, the cell to fill, and under it what the hub says about the entry. */
export const FigureRow = memo(function FigureRow({ id, item, question, locked, entry, enter, paste, explain, flush }: Props) {
  const say = useWords(messages);
  const noteId = useId();
  const { indicator, period, fact, lastPeriod, lastYear, findings, forms } = question;
  const [draft, setDraft] = useState<string | null>(null);
  const value = draft ?? entry?.value ?? fact?.value ?? "";
  const refused = entry?.state === "refused" ? entry : null;
  const waiting = entry?.state === "waiting" || entry?.state === "sent";
  const wrong = refused !== null || findings.some(({ warning }) => warning === null);
  const pasting = (event: ClipboardEvent<HTMLInputElement>) => {
    if (paste(event.clipboardData.getData("text/plain"), id)) event.preventDefault();
  };
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
          <input
            data-figure className={styles.input} data-state={wrong ? "wrong" : waiting ? "waiting" : fact || entry ? "saved" : "empty"}
            value={value} disabled={locked} inputMode="decimal" autoComplete="off" enterKeyHint="next"
            aria-label={say.entryFor(indicator.name, period.name)} aria-invalid={wrong || undefined}
            aria-describedby={note ? noteId : undefined}
            onChange={(event) => { setDraft(event.target.value); enter(item, question, event.target.value); }}
            onBlur={() => { setDraft(null); flush(); }} onKeyDown={move} onPaste={pasting} onFocus={(event) => event.target.select()}
          />
          <span className={styles.saved} aria-live="polite">
            {entry?.state === "waiting" ? say.waiting : entry?.state === "sent" ? say.sending
              : (fact || entry) && !refused ? `✓ ${say.saved}` : ""}
          </span>
        </td>
      </tr>
      {note ? (
        <tr className={styles.note}>
          <td colSpan={5} id={noteId}>
            {refused ? (
              <p className={styles.refusal} role="alert">■ {refused.message}{refused.remedy ? <span> {refused.remedy}</span> : null}</p>
            ) : null}
            {findings.map((finding) => (
              <Explain key={finding.warning ?? finding.message} finding={finding} locked={locked}
                explain={(said) => { if (finding.warning) explain(item, question, finding.warning, said); }} />
            ))}
          </td>
        </tr>
      ) : null}
    </>
  );
});
