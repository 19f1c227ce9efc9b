import type { Answer, Share, Township } from "./operations";

export type Stand = "done" | "going" | "late" | "hidden";
export type Standing = {
  area: Township; stand: Stand; percent: number | null; asked: number | null; stated: number | null; confirmed: number | null;
  dueOn: string | null; daysLate: number; value: string | null; changePct: string | null; rank: number | null; rankLastYear: number | null;
};
export type Whole = { percent: number | null; asked: number | null; confirmed: number | null };

/** Whole percents, cut off: 100 is said only of what is complete. */
export const share = (part: number, whole: number) => (whole === 0 ? 100 : Math.floor((part * 100) / whole));

/**
 * What is known of each township: its own rows where the viewer may see them, else the published share and place.
 * The order is that of the areas.
 */
export function standings(townships: Township[], answer: Answer, shares: Share[]): Standing[] {
  return townships.map((area) => {
    const row = answer.townshipCompleteness.nodes.find((node) => node.area === area.code);
    const published = shares.find((node) => node.area === area.code);
    const value = answer.values.nodes.find((node) => node.area === area.code);
    const rank = answer.townshipRanking.nodes.find((node) => node.area === area.code);
    const percent = row ? share(row.confirmed ?? 0, row.asked ?? 0)
      : published?.confirmedPct == null ? null : Math.floor(Number(published.confirmedPct));
    const overdue = row ? (row.overdue ?? 0) > 0 : Number(published?.overduePct ?? 0) > 0;
    const daysLate = row?.daysLate ?? 0;
    const stand: Stand = percent === null ? "hidden" : percent >= 100 ? "done" : overdue ? "late" : "going";
    return {
      area, stand, percent, daysLate, asked: row?.asked ?? null, stated: row?.stated ?? null, confirmed: row?.confirmed ?? null,
      dueOn: row?.dueOn ?? null, value: value?.value ?? null, changePct: value?.changePct ?? null,
      rank: rank?.rank ?? null, rankLastYear: rank?.rankLastYear ?? null,
    };
  });
}

/** The county: from the townships' rows when all are visible, else from its published share. */
export function whole(rows: Standing[], shares: Share[], county: string): Whole {
  if (rows.length > 0 && rows.every(({ asked }) => asked !== null)) {
    const asked = rows.reduce((sum, row) => sum + (row.asked ?? 0), 0);
    const confirmed = rows.reduce((sum, row) => sum + (row.confirmed ?? 0), 0);
    return { asked, confirmed, percent: share(confirmed, asked) };
  }
  const published = shares.find((node) => node.area === county)?.confirmedPct;
  return { asked: null, confirmed: null, percent: published == null ? null : Math.floor(Number(published)) };
}
