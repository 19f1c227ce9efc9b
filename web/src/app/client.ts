import { offlineExchange } from "@urql/exchange-graphcache";
import { makeDefaultStorage } from "@urql/exchange-graphcache/default-storage";
import { Client, fetchExchange } from "urql";
import { type Language, languageTag } from "../shared/language";

const STORE = "hub-cache";

/** What the hub is asked with. The stream of changes has its own Accept: see live.tsx. */
export const headers = (language: Language): Record<string, string> => ({
  accept: "application/graphql-response+json, application/json",
  "accept-language": languageTag(language),
});

const part = () => null;
// Types without an id of their own are parts of what holds them, except those a code names.
const parts = [
  "Viewer", "County", "SamplePerson", "InboxCounts", "Acting", "AskedPeriod", "Question", "Finding", "Move", "Holder",
  "Organisation", "Statistics", "Overview", "PageInfo", "AsOf", "Explanation", "Refusal", "Change",
  "AssignmentConnection", "NoticeConnection", "JournalConnection", "IndicatorConnection", "FactConnection",
  "FactPeriodConnection", "IndicatorByArea", "TownshipRanking", "TownshipCompleteness", "CompletenessShares",
  "IndicatorByAreaConnection", "TownshipRankingConnection", "TownshipCompletenessConnection",
  "CompletenessSharesConnection", "FactsStated", "FigureRefused", "FactsExplained", "FactsFinished", "FactsConfirmed",
  "Moved", "ItemRefused", "NoticesRead", "SignedOut",
];

/** A client whose answers stay on this device, so that a page opens without a network. */
export function makeClient(language: Language): Client {
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    requestPolicy: "cache-and-network",
    fetchOptions: () => ({ headers: headers(language), credentials: "same-origin" }),
    exchanges: [
      offlineExchange({
        storage: makeDefaultStorage({ idbName: `${STORE}-${language}`, maxAge: 14 }),
        keys: { ...Object.fromEntries(parts.map((name) => [name, part])), PeriodInfo: ({ code }) => String(code) },
      }),
      fetchExchange,
    ],
  });
}

/** Forget what earlier persons read on this device: at sign-in and at sign-out. */
export async function forget(): Promise<void> {
  await Promise.all(["zh", "en"].map((language) => new Promise<void>((done) => {
    const request = indexedDB.deleteDatabase(`${STORE}-${language}`);
    request.onsuccess = request.onerror = request.onblocked = () => done();
  })));
}
