import { Button, SegmentedControl, Switch } from "@mantine/core";
import { useMutation } from "urql";
import { lazy, Suspense } from "react";
import { Link } from "wouter";
import { useAsker } from "../app/viewer";
import { useOutbox } from "../figures/OutboxProvider";
import { graphql } from "../generated";
import { exact, when } from "../shared/format";
import { type Language, useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { waitingCount } from "../shared/outbox";
import { change, useSettings } from "../shared/settings";
import { Coming, Empty, Failure } from "../shared/states";
import { signOut } from "../sign-in/session";
import styles from "./Me.module.css";
import { messages } from "./messages";
import { Sessions } from "./Sessions";

// Read when needed: few may give dashboards tokens.
const Dashboards = lazy(() => import("./Dashboards").then((module) => ({ default: module.Dashboards })));

const notices = graphql(`
  query Notices {
    viewer { notices(first: 30) { nodes { id kind sentAt readAt item { id title } } } }
  }
`);
const markRead = graphql(`
  mutation MarkNoticesRead($input: MarkNoticesReadInput!) {
    markNoticesRead(input: $input) { ... on NoticesRead { notices { id readAt } } ... on Refusal { message remedy } }
  }
`);

/** The person: posts, settings, notices, the way out. */
export default function Me() {
  const say = useWords(messages);
  const language = useLanguage();
  const { viewer, changePerson } = useAsker();
  const { large } = useSettings();
  const unsent = waitingCount(useOutbox());
  const leave = async () => {
    await signOut(language);
    await changePerson();
  };
  return (
    <div className={styles.page}>
      <header>
        <h1>{viewer.person.name}</h1>
        <p className="quiet">{[viewer.person.title, viewer.person.unit?.name].filter(Boolean).join(" · ")}</p>
      </header>
      <section>
        <h2>{say.posts}</h2>
        <ul className={styles.list}>
          {viewer.posts.map((post) => <li key={post.id}>{post.name} <span className="quiet">{post.unit.name}</span></li>)}
          {viewer.actingFor.map(({ post, until, basis }) => (
            <li key={post.id}>{say.acting} {post.name} <span className="quiet">{say.until(exact(until, language))} · {basis}</span></li>
          ))}
        </ul>
      </section>
      <section className={styles.settings}>
        <label id="language">{say.language}</label>
        <SegmentedControl aria-labelledby="language" value={language} onChange={(value) => change({ language: value as Language })}
          data={[{ value: "zh", label: "中文" }, { value: "en", label: "English" }]} />
        <Switch size="md" label={say.large} checked={large} onChange={(event) => change({ large: event.currentTarget.checked })} />
      </section>
      <Notices />
      <Sessions />
      {viewer.powers.includes("DASHBOARD") ? <Suspense fallback={null}><Dashboards /></Suspense> : null}
      <section>
        {unsent > 0 ? <p className="quiet">{say.unsent(unsent)}</p> : null}
        <Button variant="default" size="md" onClick={() => void leave()}>{say.signOut}</Button>
      </section>
    </div>
  );
}

function Notices() {
  const say = useWords(messages);
  const language = useLanguage();
  const [{ data, error }] = useLiveQuery(notices, {}, ({ items }) => items.length > 0, { gatherMs: 1_000 });
  const [, mark] = useMutation(markRead);
  const nodes = data?.viewer?.notices.nodes;
  const unread = nodes?.filter(({ readAt }) => !readAt) ?? [];
  const readAll = () => mark({ input: { requestId: crypto.randomUUID(), notices: unread.map(({ id }) => id) } });
  return (
    <section>
      <div className={styles.bar}>
        <h2>{say.notices}</h2>
        {unread.length > 0 ? <Button size="compact-sm" variant="default" onClick={() => void readAll()}>{say.readAll}</Button> : null}
      </div>
      {!nodes ? (error ? <Failure error={error} /> : <Coming rows={2} />) : null}
      {nodes?.length === 0 ? <Empty title={say.noNotices}>{say.noNoticesHint}</Empty> : null}
      <ul className={styles.list}>
        {nodes?.map((notice) => (
          <li key={notice.id} data-unread={!notice.readAt || undefined}>
            {notice.readAt ? "" : "● "}{say.kinds[notice.kind] ?? notice.kind}{" "}
            {notice.item ? <Link href={`/items/${encodeURIComponent(notice.item.id)}`}>{notice.item.title}</Link> : null}{" "}
            <time className="quiet" dateTime={notice.sentAt} title={exact(notice.sentAt, language)}>{when(notice.sentAt, language)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}
