import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { useAsker } from "../app/viewer";
import inbox from "../inbox/Inbox.module.css";
import { exact, term } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { type Change, useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { Answer } from "./Answer";
import styles from "./Materials.module.css";
import { messages } from "./messages";
import { NewCall } from "./NewCall";
import { materialsQuery, type Ours } from "./operations";

const concerns = ({ subject }: Change) => subject === "materials";

/** What is asked of us, each to be given with one tap where it was given before; and what we called for. */
export default function Materials() {
  const say = useWords(messages);
  const { may } = useAsker();
  const [{ data, error }, read] = useLiveQuery(materialsQuery, {}, concerns);
  const [calling, setCalling] = useState(false);
  const [said, setSaid] = useState("");
  const again = () => read({ requestPolicy: "network-only" });
  if (!data && error) return <Failure error={error} again={again} />;
  if (!data) return <Coming rows={6} />;
  const { answers, calls } = data.materials;
  const done = (title: string) => { setSaid(say.done(title)); again(); };
  return (
    <div className={inbox.page}>
      <h1>{say.title}</h1>
      {said ? <p className={styles.result} role="status">✓ {said}</p> : null}
      {may("HANDLE") || may("DISTRIBUTE") ? null : <Empty title={say.nothing}>{say.nothingHint}</Empty>}
      {may("HANDLE") ? (
        <section aria-labelledby="asked">
          <h2 id="asked">{say.asked}</h2>
          {answers.nodes.length === 0 ? <Empty title={say.nothing}>{say.nothingHint}</Empty> : null}
          <ul className={styles.cards}>{answers.nodes.map((asked) => <Answer key={asked.id} asked={asked} done={done} />)}</ul>
        </section>
      ) : null}
      {may("DISTRIBUTE") ? (
        <section aria-labelledby="ours">
          <header className={inbox.head}>
            <h2 id="ours">{say.ours}</h2>
            <Button onClick={() => setCalling(true)}>{say.call}</Button>
          </header>
          {calls.nodes.length === 0 ? <p className="quiet">{say.noCalls}</p> : null}
          <ul className={inbox.rows}>{calls.nodes.map((call) => <li key={call.id}><Called call={call} /></li>)}</ul>
        </section>
      ) : null}
      {calling ? <NewCall close={() => setCalling(false)} done={() => { setCalling(false); again(); }} /> : null}
    </div>
  );
}

function Called({ call }: { call: Ours }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { id, title, stateName, closedAt, dueAt, colour, given, asked, late } = call;
  return (
    <Link href={`/materials/${encodeURIComponent(id)}`} className={inbox.row}>
      <span className={inbox.duty} aria-hidden>{given}/{asked}</span>
      <span className={inbox.what}>
        <strong className="serif">{title}</strong>
        <span className="quiet">{[stateName, say.progress(given, asked), late > 0 ? say.late(late) : null].filter(Boolean).join(" · ")}</span>
      </span>
      {closedAt || !dueAt ? <Mark tone="green">{stateName}</Mark>
        : <Mark tone={colour.toLowerCase() as "green"} title={exact(dueAt, language)}>{term(dueAt, language)}</Mark>}
    </Link>
  );
}
