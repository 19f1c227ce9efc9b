import { difference, MISSING } from "./format";
import { useLanguage } from "./language";

const verbs = { zh: { up: "增", down: "减", same: "持平" }, en: { up: "up", down: "down", same: "same" } };
const arrows = { up: "▲ ", down: "▼ ", same: "" };

/** The change of a value against another: an arrow, a word and a percent. */
export function Trend({ value, before }: { value?: string | null; before?: string | null }) {
  const found = difference(value, before);
  return found ? <Told {...found} /> : <span className="quiet">{MISSING}</span>;
}

/** A change in percent that the hub has worked out. */
export function Change({ percent, label }: { percent?: string | null; label?: string }) {
  const amount = Number(percent);
  const direction = amount > 0 ? "up" : amount < 0 ? "down" : "same";
  return (
    <span className="quiet">
      {label ? `${label} ` : ""}{percent == null ? MISSING : <Told direction={direction} percent={Math.abs(amount).toFixed(1)} />}
    </span>
  );
}

function Told({ direction, percent }: { direction: keyof typeof arrows; percent: string | null }) {
  const said = verbs[useLanguage()][direction];
  return <span className="quiet">{arrows[direction]}{said}{direction !== "same" && percent !== null ? ` ${percent}%` : ""}</span>;
}
