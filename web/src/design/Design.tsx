import { useState } from "react";
import { Link } from "wouter";
import { useAsker } from "../app/viewer";
import forms from "../forms/Forms.module.css";
import { useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure, Mark } from "../shared/states";
import { saidOf } from "../items/said";
import { Acts } from "./Acts";
import { Bind } from "./Bind";
import styles from "./Design.module.css";
import { Editor } from "./Editor";
import { GivenSheet } from "./GivenSheet";
import { InForce } from "./InForce";
import { messages } from "./messages";
import { type Proposal, proposalQuery } from "./operations";
import { Overlap } from "./Overlap";

/** A form of the register: designed by its department, decided by the statistics bureau. */
export default function Design({ id }: { id: string }) {
  const say = useWords(messages);
  const fresh = id === "new";
  const [{ data, error, fetching }, read] = useLiveQuery(proposalQuery, { id }, ({ items }) => items.includes(id), { pause: fresh });
  const proposal = !fresh && data?.node?.__typename === "FormProposal" ? data.node : null;
  if (!fresh && !proposal) {
    if (error) return <Failure error={error} again={() => read({ requestPolicy: "network-only" })} />;
    if (fetching || !data) return <Coming rows={8} />;
    return <div className={forms.page}><h1>{say.title}</h1><Empty title={say.gone}>{say.goneHint}</Empty></div>;
  }
  return (
    <div className={forms.page}>
      <p><Link href="/design">‹ {say.back}</Link></p>
      <h1>{proposal?.name ?? say.add}</h1>
      {proposal ? (
        <p className={forms.head}>
          <Mark tone={proposal.state === "IN_FORCE" ? "green" : "blue"}>{proposal.stateName}</Mark>
          <strong>{say.known(proposal.knownFields, proposal.fields.length)}</strong>
          <span className="quiet">{[proposal.unit.name, proposal.tableNo, proposal.approvalNo].filter(Boolean).join(" · ")}</span>
          <Link href={`/items/${encodeURIComponent(proposal.id)}`}>{say.item}</Link>
        </p>
      ) : null}
      {proposal ? <InForce proposal={proposal} /> : null}
      {proposal?.state === "DESIGN" ? <Returned proposal={proposal} /> : null}
      <Body proposal={proposal} />
    </div>
  );
}

/** What the bureau found missing when it returned the design last. */
function Returned({ proposal }: { proposal: Proposal }) {
  const say = useWords(messages);
  const events = proposal.history.nodes.filter(({ verb }) => !verb.endsWith(".DESIGN"));
  const last = events.find(({ verb }) => verb.endsWith(".RETURN") || verb.endsWith(".RENEW"));
  const missing = last?.verb.endsWith(".RETURN") ? saidOf(last.payload) : [];
  if (missing.length === 0) return null;
  return (
    <section className={styles.returned} aria-label={say.returned(last?.actor?.name ?? "")}>
      <p><Mark tone="red">{say.returned(last?.actor?.name ?? "")}</Mark></p>
      <ul>{missing.map((line) => <li key={line}>{line}</li>)}</ul>
    </section>
  );
}

function Body({ proposal }: { proposal: Proposal | null }) {
  const say = useWords(messages);
  const { viewer, may } = useAsker();
  const [saved, setSaved] = useState(0); // the revision that was made here; the editor begins anew with each
  if (!proposal) return <Editor proposal={null} saved={false} tell={setSaved} />;
  const own = may("DESIGN_FORM") && viewer.posts.some(({ unit }) => unit.id === proposal.unit.id);
  const offers = (wanted: string) => proposal.moves.some(({ event, open }) => event === wanted && open);
  const known = proposal.fields.length > 0 && proposal.knownFields === proposal.fields.length;
  return (
    <>
      {own && proposal.state === "DESIGN" ? <Editor key={proposal.revision} proposal={proposal} saved={saved === proposal.revision} tell={setSaved} /> : (
        <>
          <p>{proposal.purpose}</p>
          <ul className={styles.fields}>
            {proposal.fields.map((field) => {
              const overlap = proposal.overlap.find(({ ordinal }) => ordinal === field.ordinal);
              return (
                <li key={field.ordinal}>
                  <p><strong>{field.label}</strong> <span className="quiet">{[field.unitOfMeasure, say.columns[field.column], field.indicator?.code].filter(Boolean).join(" · ")}</span></p>
                  {overlap ? <Overlap of={overlap} /> : null}
                  {field.boundBy ? <p className="quiet">{say.bound(field.boundBy.name, field.reason ?? "")}</p> : null}
                </li>
              );
            })}
          </ul>
        </>
      )}
      {known ? <GivenSheet proposal={proposal} /> : null}
      {offers("BIND") || offers("REBIND") ? <Bind proposal={proposal} again={!offers("BIND")} /> : null}
      <Acts proposal={proposal} />
    </>
  );
}
