import { Button } from "@mantine/core";
import { RefusedEntry } from "../figures/FigureCell";
import type { Asked } from "../figures/operations";
import { Trouble, useAct } from "../shared/act";
import { sum } from "../shared/decimals";
import { number } from "../shared/format";
import { useWords } from "../shared/language";
import { useState } from "react";
import { messages } from "./messages";
import { takeOverVillages } from "./operations";
import styles from "./Villages.module.css";

type Part = Asked["item"]["villageQuestions"][number];

/** What villages were asked and have answered in a period; the sum is offered as the township's own figure. */
export function Handed({ asked }: { asked: Asked }) {
  const say = useWords(messages);
  const { item, questions } = asked;
  const byIndicator = new Map<string, Part[]>();
  for (const part of item.villageQuestions) byIndicator.set(part.indicator.code, [...(byIndicator.get(part.indicator.code) ?? []), part]);
  if (byIndicator.size === 0) return null;
  return (
    <section className={styles.handed} aria-label={say.handed}>
      <h3>{say.handed}</h3>
      {[...byIndicator].map(([code, parts]) => (
        <Sum key={code} item={item} parts={parts} stated={questions.find(({ indicator }) => indicator.code === code)?.fact?.value ?? null} />
      ))}
    </section>
  );
}

function Sum({ item, parts, stated }: { item: Asked["item"]; parts: Part[]; stated: string | null }) {
  const say = useWords(messages);
  const { act, busy, trouble } = useAct(takeOverVillages, (data) => data.takeOverVillages);
  const [refused, setRefused] = useState<{ message: string; remedy: string | null } | null>(null);
  const { indicator } = parts[0]!;
  const answers = parts.flatMap(({ fact }) => (fact ? [fact.value] : []));
  const total = sum(answers);
  const missing = parts.filter(({ fact }) => !fact).map(({ area }) => area.name);
  const take = async () => {
    const taken = await act({ item: item.id, indicators: [indicator.code] });
    const why = taken?.refused[0]?.refusal;
    setRefused(why ? { message: why.message, remedy: why.remedy ?? null } : null);
  };
  return (
    <div>
      <p className={styles.row} data-handed={indicator.code}>
        <span>{indicator.name} <span className="quiet">{parts.map(({ area, fact }) => `${area.name} ${fact ? number(fact.value) : say.missing}`).join("、")}</span></span>
        <span className="quiet">{say.answered(answers.length, parts.length)}</span>
        {answers.length > 0 ? <span>{say.sum} <strong className="figure">{number(total)}</strong> {indicator.unitOfMeasure}</span> : null}
        {missing.length === 0 && stated !== null && Number(stated) === Number(total)
          ? <span className="quiet">✓ {say.taken}</span>
          : <Button size="xs" loading={busy} disabled={missing.length > 0 || item.state !== "PREFILLED"} onClick={() => void take()}>{say.take}</Button>}
      </p>
      <Trouble of={trouble} />
      {refused ? <RefusedEntry entry={refused} /> : null}
    </div>
  );
}
