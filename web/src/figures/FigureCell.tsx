import { type ClipboardEvent, type KeyboardEvent, useState } from "react";
import { useWords } from "../shared/language";
import type { Typed } from "../shared/outbox";
import styles from "./Figures.module.css";
import { messages } from "./messages";
import type { Question } from "./operations";

type Props = {
  question: Question; entry: Typed | undefined; locked: boolean; label: string; noteId: string | undefined;
  /** The column of the cell in a grid, within which up and down move; a list has one. */
  column?: string;
  enter: (value: string) => void; paste: (text: string) => boolean; flush: () => void;
};

// At the edge of what is typed, left and right go on to the cells beside, as in a sheet.
function beside(event: KeyboardEvent<HTMLInputElement>): HTMLInputElement | undefined {
  const { selectionStart: start, selectionEnd: end, value } = event.currentTarget;
  const whole = start === 0 && end === value.length;
  const step = event.key === "ArrowRight" && end === value.length ? 1 : event.key === "ArrowLeft" && start === 0 && (end === 0 || whole) ? -1 : 0;
  const line = [...event.currentTarget.closest("tr")?.querySelectorAll<HTMLInputElement>("input[data-figure]:not([disabled])") ?? []];
  return step ? line[line.indexOf(event.currentTarget) + step] : undefined;
}

// Up, down and Enter move between the cells of a column as in a sheet.
function move(event: KeyboardEvent<HTMLInputElement>) {
  const step = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (event.nativeEvent.isComposing) return;
  const cells = [...document.querySelectorAll<HTMLInputElement>("input[data-figure]:not([disabled])")]
    .filter(({ dataset }) => dataset.figure === event.currentTarget.dataset.figure);
  const next = step ? cells[cells.indexOf(event.currentTarget) + step] : beside(event);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

/** What stands in the way of a figure: a refusal of the entry, or a contradiction that words do not settle. */
export const isWrong = (question: Question, entry: Typed | undefined) =>
  entry?.state === "refused" || question.findings.some(({ warning }) => warning === null);

/** The cell to fill: what was typed here, else what is on record; and whether it is kept. */
export function FigureCell({ question, entry, locked, label, noteId, column = "", enter, paste, flush }: Props) {
  const say = useWords(messages);
  const { fact } = question;
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = isWrong(question, entry);
  const waiting = entry?.state === "waiting" || entry?.state === "sent";
  const pasting = (event: ClipboardEvent<HTMLInputElement>) => {
    if (paste(event.clipboardData.getData("text/plain"))) event.preventDefault();
  };
  return (
    <>
      <input
        data-figure={column} className={styles.input} data-state={wrong ? "wrong" : waiting ? "waiting" : fact || entry ? "saved" : "empty"}
        value={draft ?? entry?.value ?? fact?.value ?? ""} disabled={locked} inputMode="decimal" autoComplete="off" enterKeyHint="next"
        aria-label={label} aria-invalid={wrong || undefined} aria-describedby={noteId}
        onChange={(event) => { setDraft(event.target.value); enter(event.target.value); }}
        onBlur={() => { setDraft(null); flush(); }} onKeyDown={move} onPaste={pasting} onFocus={(event) => event.target.select()}
      />
      <span className={styles.saved} aria-live="polite">
        {entry?.state === "waiting" ? say.waiting : entry?.state === "sent" ? say.sending
          : (fact || entry) && entry?.state !== "refused" ? `✓ ${say.saved}` : ""}
      </span>
    </>
  );
}

/** The refusal of an entry, as the hub worded it. */
export function RefusedEntry({ entry, of }: { entry: Pick<Typed, "message" | "remedy">; of?: string }) {
  return (
    <p className={styles.refusal} role="alert">
      ■ {of ? `${of}: ` : ""}{entry.message}{entry.remedy ? <span> {entry.remedy}</span> : null}
    </p>
  );
}
