import { useWords } from "../shared/language";
import { Mark } from "../shared/states";
import styles from "./Design.module.css";
import { messages } from "./messages";
import type { Overlapping } from "./operations";

const MOST = 3;
const tones: Record<Overlapping["overlap"], "green" | "amber" | "blue"> = {
  SAME: "green", OTHER_UNIT: "green", FORMULA: "green", LOOK_ALIKE: "amber", UNKNOWN: "blue",
};

/** What one field has to do with what the county knows, in a word, a sentence, and the forms that ask it already. */
export function Overlap({ of }: { of: Overlapping }) {
  const say = useWords(messages);
  return (
    <div className={styles.overlap} data-overlap={of.overlap}>
      <Mark tone={tones[of.overlap]}>{say.overlaps[of.overlap]}</Mark>
      <p>
        {of.words}
        {of.forms.length > 0 ? <span className="quiet"> {say.askedIn}:{of.forms.slice(0, MOST).map(({ name, issuedBy }) => `${name}(${issuedBy.name})`).join("、")}{of.forms.length > MOST ? say.others(of.forms.length) : ""}</span> : null}
      </p>
    </div>
  );
}
