import { useEffect } from "react";
import { useOutbox, useOutboxItself } from "./OutboxProvider";
import type { Question } from "./operations";
import { questionKey } from "./useEntering";

const PATIENCE_MS = 500;
type Sheet = { item: { id: string }; questions: Question[] };

/** Let go of accepted entries once the list shows them; read the list again when no change told us to and none is coming. */
export function useAccepted(asked: Sheet[], busy: boolean, read: () => void) {
  const outbox = useOutboxItself();
  const { typed } = useOutbox();
  useEffect(() => {
    const shown = new Map(asked.flatMap(({ item, questions }) =>
      questions.map((question) => [questionKey(item.id, question), question.fact?.version ?? 0] as const)));
    const accepted = Object.entries(typed).filter(([, { state }]) => state === "accepted");
    outbox.drop(...accepted.filter(([key, { expectedVersion }]) => (shown.get(key) ?? 0) >= (expectedVersion ?? 0)).map(([key]) => key));
  }, [asked, typed, outbox]);
  const waits = Object.values(typed).some(({ state, item: of }) => state === "accepted" && asked.some(({ item }) => item.id === of));
  useEffect(() => {
    if (!waits || busy) return;
    const timer = setTimeout(read, PATIENCE_MS);
    return () => clearTimeout(timer);
    // A new answer is a new reason to wait.
  }, [waits, asked, busy]);
}
