import { useCallback, useState } from "react";
import { useAsker } from "./viewer";

const useKey = () => {
  const { viewer: { person } } = useAsker();
  return `hub.draft.${person.id}.`;
};

/** Words under way, kept on this device for this person until they are forgotten: a lost session or a closed window costs none. */
export function useDraft(name: string): [string, (said: string) => void] {
  const key = useKey() + name;
  const [said, setSaid] = useState(() => localStorage.getItem(key) ?? "");
  const say = useCallback((now: string) => {
    setSaid(now);
    localStorage.setItem(key, now);
  }, [key]);
  return [said, say];
}

/** Forget the drafts whose names begin so: what they said has reached the hub. */
export function useForget(): (name: string) => void {
  const key = useKey();
  return (name) => {
    for (const each of Object.keys(localStorage)) if (each.startsWith(key + name)) localStorage.removeItem(each);
  };
}
