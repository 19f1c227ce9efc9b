import { Button } from "@mantine/core";
import { type ChangeEvent, useId, useState } from "react";
import { Link } from "wouter";
import { Trouble, useAct } from "../shared/act";
import { exact, term } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { Mark, Refused, type RefusalWords } from "../shared/states";
import { upload } from "../shared/upload";
import styles from "./Materials.module.css";
import { messages } from "./messages";
import { type Asked, giveMaterial } from "./operations";

/** One material that is asked: what was given before, with one tap; else a new file. */
export function Answer({ asked, done }: { asked: Asked; done: (title: string) => void }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { act, busy, trouble } = useAct(giveMaterial, (data) => data.giveMaterial);
  const { id, call, dueAt, colour, offers, moves, returnedBecause, stateName } = asked;
  const title = call?.title ?? stateName;
  const open = moves.some((move) => move.event === "GIVE" && move.open);
  const give = async (file: string, name?: string) => {
    if (await act({ answer: id, file, ...(name ? { name } : {}) })) done(title);
  };
  return (
    <li className={styles.card}>
      <h3 className="serif">{title}</h3>
      <p className="quiet">{call ? say.from(call.unit.name) : null}{" "}
        {dueAt ? <Mark tone={colour.toLowerCase() as "green"} title={exact(dueAt, language)}>{term(dueAt, language)}</Mark> : null}</p>
      {call?.note ? <p>{call.note}</p> : null}
      {returnedBecause ? <p className={styles.returned}>{say.returned(returnedBecause)}</p> : null}
      {open && offers.length > 0 ? <p className="quiet">{say.before}</p> : null}
      {open ? offers.map(({ file, name, words }) => (file ? (
        <div key={file.id} className={styles.offer}>
          <Button size="md" fullWidth loading={busy} title={say.for(words)} onClick={() => void give(file.id)}>{say.again(name)}</Button>
          <a href={file.url} className="quiet">{say.for(words)}</a>
        </div>
      ) : null)) : null}
      {open ? <NewFile busy={busy} likely={offers.length === 0} give={give} /> : null}
      <Trouble of={trouble} />
      <Link href={`/items/${encodeURIComponent(id)}`} className="quiet">{say.none}</Link>
    </li>
  );
}

type NewFileProps = { busy: boolean; likely: boolean; give: (file: string, name: string) => Promise<void> };

function NewFile({ busy, likely, give }: NewFileProps) {
  const say = useWords(messages);
  const language = useLanguage();
  const field = useId();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<RefusalWords | null>(null);
  const send = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    const chosen = input.files?.[0];
    if (!chosen) return;
    setRefusal(null);
    setSending(true);
    const sent = await upload(chosen, language);
    if ("id" in sent) await give(sent.id, chosen.name);
    else setRefusal(sent);
    setSending(false);
    input.value = "";
  };
  return (
    <>
      <input id={field} type="file" className={styles.chooser} onChange={(event) => void send(event)} aria-label={say.upload} />
      <Button component="label" htmlFor={field} size="md" fullWidth variant={likely ? "filled" : "default"} loading={sending || busy}>{say.upload}</Button>
      {refusal ? <Refused refusal={refusal} /> : null}
    </>
  );
}
