import { useEffect, useMemo, useRef } from "react";
import { useOutboxItself } from "./OutboxProvider";

const SETTLE_MS = 700;

/** Send what was typed: shortly after the last key, or at once when a cell is left. */
export function useFlush() {
  const outbox = useOutboxItself();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const flush = useMemo(() => {
    const now = () => { clearTimeout(timer.current); void outbox.flush(); };
    const later = () => { clearTimeout(timer.current); timer.current = setTimeout(now, SETTLE_MS); };
    return { now, later };
  }, [outbox]);
  useEffect(() => () => flush.now(), [flush]);
  return flush;
}
