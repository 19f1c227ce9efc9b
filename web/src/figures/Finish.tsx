import { Button } from "@mantine/core";
import { useState } from "react";
import { useMutation } from "urql";
import { useWords } from "../shared/language";
import type { Typed } from "../shared/outbox";
import { Refused, type RefusalWords } from "../shared/states";
import styles from "./Figures.module.css";
import { messages } from "./messages";
import { type Asked, finishFacts } from "./operations";

/** Send the periods that are complete to be confirmed; for the others, say what is missing. */
export function Finish({ asked, typed }: { asked: Asked[]; typed: Record<string, Typed> }) {
  const say = useWords(messages);
  const [{ fetching }, finish] = useMutation(finishFacts);
  const [refusal, setRefusal] = useState<RefusalWords | null>(null);
  const [done, setDone] = useState(false);
  const moves = asked.map(({ item }) => ({ item, move: item.moves.find(({ event }) => event === "FINISH") }));
  const unsettled = Object.values(typed).filter(({ state }) => state !== "accepted");
  const settled = (item: Asked["item"]) => unsettled.every((entry) => entry.item !== item.id);
  const ready = moves.filter(({ item, move }) => move?.open && settled(item)).map(({ item }) => item.id);
  const first = moves.find(({ move }) => move && !move.open);
  const submit = async () => {
    setRefusal(null);
    const { data } = await finish({ input: { requestId: crypto.randomUUID(), items: ready } });
    const result = data?.finishFacts;
    if (result?.__typename === "Refusal") setRefusal(result);
    else if (result) setDone(true);
  };
  return (
    <footer className={styles.finish}>
      {refusal ? <Refused refusal={refusal} /> : null}
      {done ? <p role="status">✓ {say.finished}</p> : null}
      {asked.length > 0 ? (
        <>
          {unsettled.length > 0 ? <p className="quiet">{say.notSent(unsettled.length)}</p> : null}
          {ready.length === 0 && first ? <p className="quiet">{first.item.period.name}:{first.move?.why}</p> : null}
          <Button size="md" fullWidth loading={fetching} disabled={ready.length === 0} onClick={() => void submit()}>
            {say.finish(ready.length)}
          </Button>
        </>
      ) : null}
    </footer>
  );
}
