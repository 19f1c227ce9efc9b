import { Button, Drawer, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { useDraft, useForget } from "../app/draft";
import { Behind, type Place } from "../facts/Behind";
import behind from "../facts/Behind.module.css";
import { moveItem } from "../items/operations";
import { Trouble, useAct } from "../shared/act";
import { number } from "../shared/format";
import { useWords } from "../shared/language";
import { Mark } from "../shared/states";
import styles from "./Forms.module.css";
import { messages } from "./messages";
import type { Cell, OpenReport } from "./operations";
import { said } from "./Paper";

type Props = { cell: Cell; report: OpenReport | null; close: () => void };

/** Where a figure of a sheet comes from: how it is answered, by which facts, and the way to object to it. */
export function CellDrawer({ cell, report, close }: Props) {
  const say = useWords(messages);
  const [place, setPlace] = useState<Place | null>(null);
  const { label, value, unitOfMeasure, answer, facts, indicator } = cell;
  const returns = report?.moves.find(({ event, open }) => event === "RETURN" && open);
  if (place) return <Behind place={place} close={() => setPlace(null)} />;
  return (
    <Drawer opened onClose={close} position="right" size="min(100vw, 30rem)" title={<strong>{label}</strong>}
      closeButtonProps={{ "aria-label": say.close }}>
      <div className={styles.told}>
        <p className={behind.value}><strong className="figure">{number(value)}</strong> <span>{unitOfMeasure}</span></p>
        <p><Mark tone="plain">{said(cell, say)}</Mark></p>
        <p>{say.why[answer]}</p>
        {indicator.definition ? <p className="quiet">{say.definition}:{indicator.definition}</p> : null}
        <h3>{say.behind}</h3>
        {facts.length === 0 ? <p className="quiet">{say.noFacts}</p> : null}
        <ul className={behind.parts}>
          {facts.map((fact) => (
            <li key={fact.id}>
              <button type="button" onClick={() => setPlace({ area: fact.area, whole: false, indicator: fact.indicator, period: fact.period.code })}>
                <span>
                  {fact.indicator.name}
                  <span className="quiet"> {[fact.area.name, fact.period.name, fact.statedBy?.name ?? say.sources[fact.source], say.version(fact.version)].filter(Boolean).join(" · ")}</span>
                  {fact.correction ? <Mark tone="amber">{say.correcting}</Mark> : null}
                </span>
                <span><strong className="figure">{number(fact.value)}</strong> <span className="quiet">{fact.unitOfMeasure}</span></span>
              </button>
              {fact.correction ? <Link href={`/items/${encodeURIComponent(fact.correction.id)}`}>{say.toCorrection}</Link> : null}
            </li>
          ))}
        </ul>
        {report && returns ? <Object report={report} cell={cell} /> : null}
      </div>
    </Drawer>
  );
}

/** A department's objection to one figure, with its reason; only what the township stated can be returned to it. */
function Object({ report, cell }: { report: OpenReport; cell: Cell }) {
  const say = useWords(messages);
  const name = `${report.id}.RETURN.${cell.indicator.code}`;
  const [reason, setReason] = useDraft(name);
  const forget = useForget();
  const { act, busy, trouble } = useAct(moveItem, (data) => data.moveItem);
  const [done, setDone] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const cells = [{ indicator: cell.indicator.code, words: reason }];
    if (!(await act({ items: [{ id: report.id, expectedRevision: report.revision }], event: "RETURN", reason, cells }))) return;
    forget(name);
    setDone(true);
  };
  if (done) return <p role="status">✓ {say.returned}</p>;
  if (cell.answer !== "STATED") return <p className="quiet">{say.onlyStated}</p>;
  return (
    <form className={styles.object} onSubmit={(event) => void submit(event)} aria-label={say.object}>
      <h3>{say.object}</h3>
      <p className="quiet">{say.objectHint}</p>
      <Textarea label={say.reason} value={reason} onChange={(event) => setReason(event.target.value)} required autosize minRows={2} size="md" />
      <Trouble of={trouble} />
      <Button type="submit" size="md" loading={busy}>{say.sendBack}</Button>
    </form>
  );
}
