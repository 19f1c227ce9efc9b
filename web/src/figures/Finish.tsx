import { Button } from "@mantine/core";
import { useState } from "react";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import type { Typed } from "../shared/outbox";
import styles from "./Figures.module.css";
import { messages } from "./messages";
import { type Asked, finishFacts } from "./operations";

/** Send the periods that are complete to be confirmed; for the others, say what is missing. */
export function Finish({ asked, typed }: { asked: Asked[]; typed: Record<string, Typed> }) {
  const say = useWords(messages);
  const { act, busy, trouble } = useAct(finishFacts, (data) => data.finishFacts);
  const [done, setDone] = useState(false);
  const moves = asked.map(({ item }) => ({ item, move: item.moves.find(({ event }) => event === "FINISH") }));
  const unsettled = Object.values(typed).filter(({ state }) => state !== "accepted");
  const settled = (item: Asked["item"]) => unsettled.every((entry) => entry.item !== item.id);
  const ready = moves.filter(({ item, move }) => move?.open && settled(item)).map(({ item }) => item.id);
  const first = moves.find(({ move }) => move && !move.open);
  const submit = async () => setDone((await act({ items: ready })) !== null);
  return (
    <footer className={styles.finish}>
      <Trouble of={trouble} />
      {done ? <p role="status">✓ {say.finished}</p> : null}
      {asked.length > 0 ? (
        <>
          {unsettled.length > 0 ? <p className="quiet">{say.notSent(unsettled.length)}</p> : null}
          {ready.length === 0 && first ? <p className="quiet">{first.item.period.name}:{first.move?.why}</p> : null}
          <Button size="md" fullWidth loading={busy} disabled={ready.length === 0} onClick={() => void submit()}>
            {say.finish(ready.length)}
          </Button>
        </>
      ) : null}
    </footer>
  );
}
