import { useState } from "react";
import { useWords } from "../shared/language";
import styles from "./Figures.module.css";
import { messages } from "./messages";
import type { Finding } from "./operations";

type Props = { finding: Finding; locked: boolean; explain: (said: string) => void };

/** A finding of the hub: a contradiction to be put right, or a surprise to be explained in words. */
export function Explain({ finding, locked, explain }: Props) {
  const say = useWords(messages);
  const words = finding.words ?? "";
  const [said, setSaid] = useState(words);
  if (finding.warning === null) {
    return <p className={styles.refusal}>■ {finding.message}</p>;
  }
  return (
    <div className={styles.warning}>
      <p>▲ {finding.message}{finding.explained ? ` · ${say.explained}` : ""}</p>
      <textarea
        rows={1} className={styles.words} value={said} disabled={locked} placeholder={say.explainHint} aria-label={`${say.explain}: ${finding.message}`}
        onChange={(event) => setSaid(event.target.value)}
        onBlur={() => { if (said !== words) explain(said); }}
        onKeyDown={(event) => { if (event.key === "Enter" && !event.nativeEvent.isComposing) event.currentTarget.blur(); }}
      />
    </div>
  );
}
