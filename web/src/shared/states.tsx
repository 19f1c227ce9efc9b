import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import type { CombinedError } from "urql";
import { useWords, words } from "./language";
import styles from "./states.module.css";

const worded = words(
  {
    offline: "现在连不上网",
    offlineHint: "已填的内容都保存在本机,联网后自动送出。",
    gone: "现在连不上服务器",
    failed: "这一步没有办成",
    failedHint: "您填的内容没有丢失。请稍后再试;若一直如此,请告诉管理员。",
    retried: "您填的内容没有丢失。这里会自动再试,不用刷新。",
    reference: "错误编号",
    again: "再试一次",
  },
  {
    offline: "No network at the moment",
    offlineHint: "What you entered is kept on this device and is sent when the network returns.",
    gone: "The server cannot be reached",
    failed: "This did not work",
    failedHint: "Nothing you entered is lost. Try again in a while; if it stays so, tell the administrator.",
    retried: "Nothing you entered is lost. This page tries again by itself.",
    reference: "Reference",
    again: "Try again",
  },
);

/** The shape of a list that is coming. */
export function Coming({ rows = 5, height = "3.5rem" }: { rows?: number; height?: string }) {
  return (
    <Stack gap="xs" aria-busy="true" p="md">
      {Array.from({ length: rows }, (_, row) => <Skeleton key={row} height={height} radius={8} />)}
    </Stack>
  );
}

const AGAIN_MS = 4_000;
// What passes by itself: the database or the replica is not there yet, or too many ask at once.
const PASSING = new Set(["DATABASE_UNAVAILABLE", "OVERVIEW_NOT_READY", "OVERVIEW_BUSY"]);

/** What went wrong in the hub's own words, that nothing was lost, and what to do; what passes by itself is tried again. */
export function Failure({ error, again }: { error: CombinedError; again?: () => void }) {
  const say = useWords(worded);
  const [first] = error.graphQLErrors;
  const { code, reference } = (first?.extensions ?? {}) as { code?: string; reference?: string };
  const passing = Boolean(error.networkError) || (code !== undefined && PASSING.has(code));
  const retry = useRef(again);
  retry.current = again;
  useEffect(() => {
    if (!passing) return;
    const timer = setInterval(() => retry.current?.(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [passing]);
  const offline = Boolean(error.networkError) && !navigator.onLine;
  const title = offline ? say.offline : error.networkError ? say.gone : code && first ? first.message : say.failed;
  return (
    <Alert m="md" color="gov" variant="outline" role="alert" title={title}>
      <p>{offline ? say.offlineHint : passing && again ? say.retried : say.failedHint}</p>
      {reference ? <p className="quiet">{say.reference} {reference}</p> : null}
      {again ? <Button mt="xs" size="xs" variant="default" onClick={again}>{say.again}</Button> : null}
    </Alert>
  );
}

/** In place of a page whose parts could not be fetched or shown. */
export function Broken() {
  const say = useWords(worded);
  return (
    <Alert m="md" color="gov" variant="outline" role="alert" title={say.failed}>
      <p>{say.failedHint}</p>
      <Button mt="xs" size="xs" variant="default" onClick={() => location.reload()}>{say.again}</Button>
    </Alert>
  );
}

/** What would be here, and what to do. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      {children ? <p className="quiet">{children}</p> : null}
    </div>
  );
}

type Tone = "green" | "amber" | "red" | "blue" | "plain";
const shapes: Record<Tone, string> = { green: "●", amber: "▲", red: "■", blue: "◆", plain: "" };

/** A state: a colour, always with a shape and a word. */
export function Mark({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={styles.mark} data-tone={tone} title={title}>
      {shapes[tone] ? <span aria-hidden>{shapes[tone]}</span> : null}
      <span>{children}</span>
    </span>
  );
}

export type RefusalWords = { code?: string; message: string; remedy?: string | null };

/** A refusal as the hub worded it, with its remedy. */
export function Refused({ refusal }: { refusal: RefusalWords }) {
  return (
    <Alert color="gov" variant="outline" role="alert">
      <p>{refusal.message}</p>
      {refusal.remedy ? <p className="quiet">{refusal.remedy}</p> : null}
    </Alert>
  );
}
