import { Link } from "wouter";
import inbox from "../inbox/Inbox.module.css";
import { exact, term } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { type Change, useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import styles from "./Materials.module.css";
import { messages } from "./messages";
import { type Line, materialTable } from "./operations";

const concerns = ({ subject }: Change) => subject === "materials";

/** The table of a call: who gave what and when, new or given again, and who is late. */
export default function CallTable({ id }: { id: string }) {
  const say = useWords(messages);
  const language = useLanguage();
  const [{ data, error, fetching }, read] = useLiveQuery(materialTable, { id }, concerns);
  const call = data?.node?.__typename === "MaterialCall" ? data.node : null;
  if (!call && error) return <Failure error={error} again={() => read({ requestPolicy: "network-only" })} />;
  if (!call && (fetching || !data)) return <Coming rows={8} />;
  if (!call) return <Empty title={say.gone}>{say.goneHint}</Empty>;
  return (
    <div className={inbox.page}>
      <Link href="/materials">‹ {say.back}</Link>
      <h1>{call.title}</h1>
      <p>
        <Mark tone={call.closedAt ? "green" : "blue"}>{call.stateName}</Mark>{" "}
        {call.dueAt && !call.closedAt ? <Mark tone={call.colour.toLowerCase() as "green"} title={exact(call.dueAt, language)}>{term(call.dueAt, language)}</Mark> : null}{" "}
        <Link href={`/items/${encodeURIComponent(call.id)}`}>{say.handle}</Link>
      </p>
      {call.note ? <p>{call.note}</p> : null}
      <table className={styles.table}>
        <thead><tr>{[say.unit, say.state, say.when, say.file].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>{call.answers.nodes.map((line) => <Given key={line.id} line={line} />)}</tbody>
      </table>
    </div>
  );
}

function Given({ line }: { line: Line }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { id, unit, stateName, givenAt, pastTerm, file, fileName, reused, nothingBecause, returnedBecause } = line;
  return (
    <tr data-unit={unit.name}>
      <th scope="row"><Link href={`/items/${encodeURIComponent(id)}`}>{unit.name}</Link></th>
      <td>{stateName}{pastTerm ? <> <Mark tone="red">{say.isLate}</Mark></> : null}</td>
      <td>{givenAt ? exact(givenAt, language) : "—"}</td>
      <td>
        {file && givenAt ? <><a href={file.url}>{fileName}</a> <span className="quiet">{reused ? say.reused : say.fresh}</span></> : null}
        {nothingBecause ?? (returnedBecause ? say.returned(returnedBecause) : null)}
      </td>
    </tr>
  );
}
