import { useCallback, useMemo } from "react";
import { entryKey } from "../shared/outbox";
import { useOutboxItself } from "./OutboxProvider";
import type { Finding, Question } from "./operations";
import { useFlush } from "./useFlush";

/** Who enters, where it is not the township: a department its register, with why it corrects what it stated; or a village. */
export type Origin = { unit?: string; reason?: string; village?: true };

export const questionKey = (item: string, { indicator, period, area }: Question) =>
  entryKey({ item, indicator: indicator.code, period: period.code, area: area.id, warning: null });

/** What a person does on a sheet, kept on this device and sent: a figure typed, a warning explained. */
export function useEntering(origin?: Origin) {
  const outbox = useOutboxItself();
  const flush = useFlush();
  const { unit, reason, village } = origin ?? {};
  const enter = useCallback((item: string, question: Question, value: string) => {
    const key = questionKey(item, question);
    const known = outbox.current().typed[key];
    const version = question.fact?.version ?? 0;
    // What is under way, or accepted and not shown yet, is newer than the figure shown: the old value typed again undoes it.
    const newer = known?.state === "sent" || known?.state === "accepted";
    if (value.trim() === "" || (value.trim() === question.fact?.value && !newer)) {
      outbox.drop(key);
      return;
    }
    outbox.type({
      item, indicator: question.indicator.code, period: question.period.code, area: question.area.id, warning: null,
      // After a refusal the person has seen what stands on record now; while under way, the own entry comes first.
      value, expectedVersion: known && known.state !== "refused" ? known.expectedVersion : version, unit, reason, village,
    });
    flush.later();
  }, [outbox, flush, unit, reason, village]);

  const explain = useCallback((item: string, question: Question, { warning, indicator }: Finding, said: string) => {
    if (said.trim() === "" || warning === null) return;
    outbox.type({
      item, indicator: (indicator ?? question.indicator).code, period: question.period.code, area: question.area.id, warning,
      value: said, expectedVersion: null, unit,
    });
    flush.now();
  }, [outbox, flush, unit]);

  return useMemo(() => ({ enter, explain, flush: flush.now }), [enter, explain, flush]);
}
