import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { useAsker } from "../app/viewer";
import { graphql } from "../generated";
import type { InboxQuery } from "../generated/graphql";
import { exact, term, when } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import styles from "./Inbox.module.css";
import { messages } from "./messages";

const PAGE = 50;
const inbox = graphql(`
  query Inbox($open: Boolean!, $first: Int!) {
    viewer {
      inbox(open: $open, first: $first) {
        totalCount
        pageInfo { hasNextPage }
        nodes {
          id duty dueAt colour closedAt
          unit { id name }
          holders { post { id name } }
          item { id kind number title stateName unit { id name } }
        }
      }
    }
  }
`);

type Row = NonNullable<InboxQuery["viewer"]>["inbox"]["nodes"][number];
type Segment = "open" | "done";

/** What to touch next: soonest due first, each with why it is mine. */
export function Inbox() {
  const say = useWords(messages);
  const [segment, setSegment] = useState<Segment>("open");
  const [first, setFirst] = useState(PAGE);
  const open = segment === "open";
  const [{ data, error }, read] = useLiveQuery(inbox, { open, first }, ({ items }) => items.length > 0);
  const found = data?.viewer?.inbox;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{say.title}</h1>
        <SegmentedControl value={segment} onChange={(value) => setSegment(value as Segment)} aria-label={say.title}
          data={[{ value: "open", label: `${say.open}${open && found ? ` ${found.totalCount}` : ""}` }, { value: "done", label: say.done }]} />
      </header>
      {!found && error ? <Failure error={error} again={() => read({ requestPolicy: "network-only" })} /> : null}
      {!found && !error ? <Coming height="4.5rem" /> : null}
      {found?.nodes.length === 0
        ? <Empty title={open ? say.nothing : say.nothingDone}>{open ? say.nothingHint : say.nothingDoneHint}</Empty> : null}
      <ul className={styles.rows}>
        {found?.nodes.map((row) => (row.item ? <li key={row.id}><InboxRow row={row} item={row.item} /></li> : null))}
      </ul>
      {found?.pageInfo.hasNextPage
        ? <Button variant="default" onClick={() => setFirst((before) => Math.min(before + PAGE, 100))}>{say.more}</Button> : null}
    </div>
  );
}

function InboxRow({ row, item }: { row: Row; item: NonNullable<Row["item"]> }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { viewer } = useAsker();
  const { duty, dueAt, colour, closedAt, holders } = row;
  const held = holders.find(({ post }) => post && viewer.posts.some(({ id }) => id === post.id));
  const acting = viewer.actingFor.find(({ post }) => holders.some((holder) => holder.post?.id === post.id));
  const why = held?.post?.name ?? (acting ? say.as(acting.post.name) : row.unit?.name);
  return (
    <Link href={`/items/${encodeURIComponent(item.id)}`} className={styles.row}>
      <span className={styles.duty} aria-hidden>{say.duties[duty]?.slice(0, language === "zh" ? 2 : 1)}</span>
      <span className={styles.what}>
        <strong className="serif">{item.title}</strong>
        <span className="quiet">{[item.stateName, item.unit.name, why === item.unit.name ? null : why].filter(Boolean).join(" · ")}</span>
      </span>
      {closedAt ? <span className="quiet" title={exact(closedAt, language)}>{say.done_at(when(closedAt, language))}</span>
        : dueAt ? <Mark tone={colour.toLowerCase() as "green"} title={exact(dueAt, language)}>{term(dueAt, language)}</Mark>
        : <Mark tone="plain">{say.noTerm}</Mark>}
    </Link>
  );
}
