import { useWords, words } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { counts, useAsker } from "./viewer";

// Whose daily work forms are; everyone else comes to a sheet by what uses it.
const READERS_OF_FORMS = ["ENTER_FACT", "CONFIRM_FACTS", "ACCEPT_REPORT", "APPROVE_FORM"];
const COUNTS_MS = 1_000;

const worded = words(
  { inbox: "待办", figures: "数据", registers: "台账", village: "村级", forms: "报表", confirm: "审签", materials: "材料", overview: "总览", me: "我的" },
  { inbox: "To do", figures: "Figures", registers: "Registers", village: "Village", forms: "Forms", confirm: "Confirm", materials: "Material", overview: "Overview", me: "Me" },
);

type PlaceName = keyof typeof worded.zh;
export type Place = { name: PlaceName; path: string; label: string; count: number };

/** Where this person begins. */
export function useHome(): string {
  const { may } = useAsker();
  return may("ENTER_FACT") ? "/figures" : may("ANSWER_FACT") ? "/village" : may("CONFIRM_FACTS") || may("STATE_REGISTER") ? "/inbox" : "/overview";
}

/** The places this person has, in the order of the bar, with what waits there. */
export function usePlaces(): Place[] {
  const say = useWords(worded);
  const { may } = useAsker();
  const [{ data }] = useLiveQuery(counts, {}, ({ items }) => items.length > 0, { gatherMs: COUNTS_MS });
  const { handle = 0, decide = 0, opinion = 0, read = 0, receive = 0, unreadNotices = 0 } = data?.viewer?.counts ?? {};
  const names: PlaceName[] = ["inbox"];
  if (may("ENTER_FACT")) names.push("figures");
  if (may("STATE_REGISTER")) names.push("registers");
  if (may("CONFIRM_FACTS")) names.push("confirm");
  if (may("ANSWER_FACT")) names.push("village");
  if (READERS_OF_FORMS.some(may)) names.push("forms");
  if (may("HANDLE") || may("DISTRIBUTE")) names.push("materials");
  names.push("overview", "me");
  const waiting: Partial<Record<PlaceName, number>> = { inbox: handle + decide + opinion + read + receive, me: unreadNotices };
  return names.map((name) => ({ name, path: `/${name}`, label: say[name], count: waiting[name] ?? 0 }));
}

const strokes: Record<PlaceName, string> = {
  inbox: "M4 13l3-8h10l3 8v6H4zM4 13h5l1 2h4l1-2h5",
  figures: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
  registers: "M5 4h11a3 3 0 013 3v13H8a3 3 0 01-3-3zM5 17a3 3 0 013-3h11M9 8h6",
  village: "M4 11l8-7 8 7v9H4zM10 20v-6h4v6",
  forms: "M6 3h12v18H6zM9 7h6M9 11h6M9 15h3M15 15v3",
  confirm: "M6 3h9l4 4v14H6zM9 14l2.5 2.5L16 11",
  materials: "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7",
  overview: "M4 20V4M4 20h16M8 16v-5M12 16V7M16 16v-8",
  me: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c1-4 4-6 7.500-6s6.500 2 7.500 6",
};

export function PlaceIcon({ name }: { name: PlaceName }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.700" strokeLinejoin="round" strokeLinecap="round" aria-hidden>
      <path d={strokes[name]} />
    </svg>
  );
}
