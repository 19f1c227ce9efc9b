import { Button } from "@mantine/core";
import { moveItem } from "../items/operations";
import { Trouble, useAct } from "../shared/act";
import styles from "./Forms.module.css";
import type { OpenReport } from "./operations";

const HERE = new Set(["ACCEPT", "LOCK"]);

/** What a department does with a whole report: accept it, lock it. A single figure is returned where it is looked at. */
export function ReportActs({ report }: { report: OpenReport }) {
  const { act, busy, trouble } = useAct(moveItem, (data) => data.moveItem);
  const moves = report.moves.filter(({ event }) => HERE.has(event));
  if (moves.length === 0) return null;
  const make = (event: string) => void act({ items: [{ id: report.id, expectedRevision: report.revision }], event });
  return (
    <footer className={styles.act}>
      <Trouble of={trouble} />
      {moves.filter(({ open }) => !open).map(({ event, name, why, remedy }) => <p key={event} className="quiet">{name}:{why} {remedy}</p>)}
      {moves.filter(({ open }) => open).map(({ event, name }) => (
        <Button key={event} size="md" loading={busy} onClick={() => make(event)}>{name}</Button>
      ))}
    </footer>
  );
}
