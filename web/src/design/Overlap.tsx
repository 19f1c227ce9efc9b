import { useWords } from "../shared/language";
import { Mark } from "../shared/states";
import styles from "./Design.module.css";
import { messages } from "./messages";
import type { Overlapping } from "./operations";

const MOST = 3;
const tones: Record<Overlapping["overlap"], "green" | "amber" | "blue"> = {
  SAME: "green", OTHER_UNIT: "green", FORMULA: "green", LOOK_ALIKE: "amber", UNKNOWN: "blue",
};

/** The indicator is in the catalogue, and its figure has to be asked all the same. */
const asksAnew = ({ overlap, known }: Overlapping) => !known && (overlap === "SAME" || overlap === "OTHER_UNIT" || overlap === "FORMULA");

/** What one field has to do with what the county knows, in a word, a sentence, and the forms that ask it already. */
export function Overlap({ of }: { of: Overlapping }) {
  const say = useWords(messages);
  return (
    <div className={styles.overlap} data-overlap={of.overlap}>
      {asksAnew(of) ? <Mark tone="blue">{say.asksAnew}</Mark> : <Mark tone={tones[of.overlap]}>{say.overlaps[of.overlap]}</Mark>}
      <p>
        {of.words}
        {of.forms.length > 0 ? <span className="quiet"> {say.askedIn}:{of.forms.slice(0, MOST).map(({ name, issuedBy }) => `${name}(${issuedBy.name})`).join("、")}{of.forms.length > MOST ? say.others(of.forms.length) : ""}</span> : null}
      </p>
    </div>
  );
}
