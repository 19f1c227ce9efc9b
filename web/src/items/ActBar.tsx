import { Button, Modal, Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { useWords } from "../shared/language";
import { Refused, type RefusalWords } from "../shared/states";
import styles from "./ItemPage.module.css";
import { messages } from "./messages";
import { type Found, type Move, moveItem } from "./operations";
import { OwnPage } from "./Subject";

// What a move may ask for in words; a move that asks for more has a page of its own.
const inWords = new Set(["reason", "text", "explanation"]);
const OWN_PAGE = new Set(["ENTER", "EXPLAIN", "FINISH", "CONFIRM"]);
const plain = ({ asks, event }: Move, kind: string) =>
  asks.every((name) => inWords.has(name)) && !(kind === "FACT_PERIOD" && OWN_PAGE.has(event));

/** The one likely move large, the others beside it; why a move is not open is said. */
export function ActBar({ item }: { item: Found }) {
  const say = useWords(messages);
  const [chosen, setChosen] = useState<Move | null>(null);
  const moves = item.moves.filter((move) => plain(move, item.kind));
  const open = moves.filter((move) => move.open).sort((one, other) => Number(other.likely) - Number(one.likely));
  const shut = item.moves.filter((move) => !move.open && move.why);
  return (
    <footer className={styles.act}>
      <div className={styles.moves}>
        <OwnPage item={item} />
        {open.map((move) => (
          <Button key={move.event} variant={move.likely ? "filled" : "default"} size="md" onClick={() => setChosen(move)}>{move.name}</Button>
        ))}
      </div>
      {item.moves.length === 0 ? <p className="quiet">{say.noMoves}</p> : null}
      {shut.map((move) => (
        <p key={move.event} className="quiet">{move.name}:{move.why}{move.remedy ? ` ${move.remedy}` : ""}</p>
      ))}
      {chosen ? <MoveDialog item={item} move={chosen} close={() => setChosen(null)} /> : null}
    </footer>
  );
}

function MoveDialog({ item, move, close }: { item: Found; move: Move; close: () => void }) {
  const say = useWords(messages);
  const [{ fetching }, run] = useMutation(moveItem);
  const [refusal, setRefusal] = useState<RefusalWords | null>(null);
  const [requestId] = useState(() => crypto.randomUUID());
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = Object.fromEntries(move.asks.map((name) => [name, String(new FormData(event.currentTarget).get(name) ?? "")]));
    const items = [{ id: item.id, expectedRevision: item.revision }];
    const { data } = await run({ input: { requestId, items, event: move.event, ...said } });
    const result = data?.moveItem;
    if (result?.__typename === "Refusal") setRefusal(result);
    else if (result?.__typename === "Moved" && result.refused[0]) setRefusal(result.refused[0].refusal);
    else if (result) close();
  };
  return (
    <Modal opened onClose={close} title={move.name} centered>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          {move.asks.map((name) => (
            <Textarea key={name} name={name} label={name === "reason" ? say.reason : say.text} required minRows={3} autosize data-autofocus />
          ))}
          {refusal ? <Refused refusal={refusal} /> : null}
          <Button type="submit" loading={fetching}>{say.send}</Button>
          <Button variant="default" onClick={close}>{say.cancel}</Button>
        </Stack>
      </form>
    </Modal>
  );
}
