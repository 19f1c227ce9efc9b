import { createClient } from "graphql-sse";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { type AnyVariables, type DocumentInput, formatDocument, stringifyDocument, useQuery, type UseQueryResponse } from "urql";
import { graphql } from "../generated";
import type { ChangesSubscription } from "../generated/graphql";
import { type Language, languageTag, useLanguage } from "./language";

export type Change = ChangesSubscription["changes"];
export type Connection = "live" | "connecting" | "offline";
type Listener = (change: Change | null) => void;
type Live = { connection: Connection; listen: (listener: Listener) => () => void };

const changes = graphql(`
  subscription Changes($after: Position) {
    changes(after: $after) { position subject verb items facts areas overview }
  }
`);
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

const LiveContext = createContext<Live>({ connection: "connecting", listen: () => () => undefined });
export const useConnection = () => useContext(LiveContext).connection;

/**
 * Follow the hub's changes for as long as the page is open.
 * After a break the stream resumes at the last position; listeners get null and re-read what they show.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [connection, setConnection] = useState<Connection>("connecting");
  const listeners = useRef(new Set<Listener>());
  const language = useLanguage();
  const listen = useCallback((listener: Listener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);

  useEffect(() => follow(language, {
    state: setConnection,
    change: (change) => listeners.current.forEach((listener) => listener(change)),
  }), [language]);

  const live = useMemo(() => ({ connection, listen }), [connection, listen]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

type Follower = { state: (connection: Connection) => void; change: Listener };

/** Hold the stream open, resuming at the last position; gives back what ends it. */
function follow(language: Language, { state, change }: Follower): () => void {
  const client = createClient({
    url: "/graphql", retryAttempts: 0, credentials: "same-origin", headers: { "accept-language": languageTag(language) },
  });
  let position: string | null = null;
  let pause = SHORTEST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round = 0;
  let broken = false;
  let end = () => {};

  const opened = () => {
    pause = SHORTEST_PAUSE_MS;
    state("live");
    if (broken) change(null);
    broken = false;
  };
  const again = () => {
    broken = true;
    state(navigator.onLine ? "connecting" : "offline");
    clearTimeout(timer);
    timer = setTimeout(connect, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };
  function connect() {
    const mine = ++round;
    const ended = () => { if (mine === round) again(); };
    end();
    end = client.subscribe<ChangesSubscription>(
      { query: stringifyDocument(formatDocument(changes)), operationName: "Changes", variables: { after: position } },
      {
        next: ({ data, errors }) => {
          // A position too old to resume from: start anew, everything shown is read again.
          if (errors) position = null;
          if (!data) return;
          position = data.changes.position;
          change(data.changes);
        },
        error: ended,
        complete: ended,
      },
      { connected: () => { if (mine === round) opened(); } },
    );
  }
  const woken = () => { clearTimeout(timer); connect(); };
  const lost = () => { broken = true; state("offline"); };
  connect();
  window.addEventListener("online", woken);
  window.addEventListener("offline", lost);
  return () => {
    round = -1;
    clearTimeout(timer);
    end();
    window.removeEventListener("online", woken);
    window.removeEventListener("offline", lost);
  };
}

/** Call back on every change, and with null after a break in the stream. */
export function useChanges(listener: Listener) {
  const { listen } = useContext(LiveContext);
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => listen((change) => newest.current(change)), [listen]);
}

const GATHER_MS = 250;
type Options = { pause?: boolean; gatherMs?: number };

/**
 * A query that reads itself again when a change concerns it: at once, then at most once in each `gatherMs`, however many
 * changes come, and never while it is being read: that would begin anew what takes long, for ever.
 */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  query: DocumentInput<Data, Variables>,
  variables: Variables,
  concerns: (change: Change) => boolean,
  { pause = false, gatherMs = GATHER_MS }: Options = {},
): UseQueryResponse<Data, Variables> {
  const response = useQuery<Data, Variables>({ query, variables, pause } as never) as UseQueryResponse<Data, Variables>;
  const busy = response[0].fetching || response[0].stale;
  const newest = useRef({ busy, execute: response[1] });
  newest.current = { busy, execute: response[1] };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const more = useRef(false);
  const readIfMore = () => { if (more.current && !timer.current && !newest.current.busy) read(); };
  const read = () => {
    more.current = false;
    newest.current.execute({ requestPolicy: "network-only" });
    timer.current = setTimeout(() => { timer.current = undefined; readIfMore(); }, gatherMs);
  };
  useChanges((change) => {
    if (pause || (change && !concerns(change))) return;
    more.current = true;
    // After a break in the stream what was under way may never end.
    if (change === null) newest.current.busy = false;
    readIfMore();
  });
  useEffect(readIfMore, [busy]);
  useEffect(() => () => { clearTimeout(timer.current); timer.current = undefined; }, []);
  return response;
}
