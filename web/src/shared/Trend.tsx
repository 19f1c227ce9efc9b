import { difference, MISSING } from "./format";
import { useLanguage } from "./language";

const verbs = { zh: { up: "增", down: "减", same: "持平" }, en: { up: "up", down: "down", same: "same" } };
const arrows = { up: "▲", down: "▼", same: "" };

/** The change against another value: an arrow, a word and a percent. */
export function Trend({ value, before, label }: { value?: string | null; before?: string | null; label?: string }) {
  const language = useLanguage();
  const found = difference(value, before);
  if (!found) return <span className="quiet">{label ? `${label} ` : ""}{MISSING}</span>;
  const { direction, percent } = found;
  const said = verbs[language][direction];
  return (
    <span className="quiet">
      {label ? `${label} ` : ""}{arrows[direction] ? `${arrows[direction]} ` : ""}{said}{direction !== "same" && percent !== null ? ` ${percent}%` : ""}
    </span>
  );
}
