import { Button } from "@mantine/core";
import { useState } from "react";
import figures from "../figures/Figures.module.css";
import { moveItem } from "../items/operations";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import type { Typed } from "../shared/outbox";
import { messages } from "./messages";
import type { Sheet } from "./operations";

/** Give the department's word; while that cannot be done, say what is missing. */
export function State({ item, typed }: { item: Sheet; typed: Record<string, Typed> }) {
  const say = useWords(messages);
  const { act, busy, trouble } = useAct(moveItem, ({ moveItem }) => moveItem);
  const [done, setDone] = useState(false);
  const move = item.moves.find(({ event }) => event === "STATE");
  const unsettled = Object.values(typed).filter((entry) => entry.item === item.id && entry.state !== "accepted").length;
  const submit = async () => {
    const moved = await act({ items: [{ id: item.id }], event: "STATE" });
    setDone(moved !== null);
  };
  return (
    <footer className={figures.finish}>
      {done && item.state === "STATED" ? <p role="status">✓ {say.done}</p> : null}
      <Trouble of={trouble} />
      {item.state === "LOADED" && move ? (
        <>
          {unsettled > 0 ? <p className="quiet">{say.notSent(unsettled)}</p> : null}
          {move.open ? null : <p className="quiet">{[move.why, move.remedy].filter(Boolean).join(" · ")}</p>}
          <Button size="md" fullWidth loading={busy} disabled={unsettled > 0 || !move.open} onClick={() => void submit()}>{say.state}</Button>
        </>
      ) : null}
    </footer>
  );
}
