import { offlineExchange } from "@urql/exchange-graphcache";
import { type DefaultStorage, makeDefaultStorage } from "@urql/exchange-graphcache/default-storage";
import { Client, fetchExchange, mapExchange, type OperationResult } from "urql";
import { type Language, languageTag } from "../shared/language";

const STORE = "hub-cache";
const KEPT_DAYS = 14;

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
  "HeldPower", "Access", "Link", "PositionKind",
  "AssignmentConnection", "NoticeConnection", "JournalConnection", "IndicatorConnection", "FactConnection",
  "FactPeriodConnection", "IndicatorByArea", "TownshipRanking", "TownshipCompleteness", "CompletenessShares",
  "IndicatorByAreaConnection", "TownshipRankingConnection", "TownshipCompletenessConnection",
  "CompletenessSharesConnection", "FactsStated", "FigureRefused", "FactsExplained", "FactsFinished", "FactsConfirmed",
  "RegisterStated", "RegisterExplained", "RegisterPeriodConnection", "CorrectionOpened", "FactRevised", "SessionRevoked",
  "Sheet", "Cell", "FormField", "PrintedSheet", "PrintedColumn", "PrintedLine", "ReportConnection", "ReportSnapshot", "LockedCell",
  "VillageQuestion", "VillagesAsked", "VillageAnswered", "WorkbookRead", "WorkbookCell", "WorkbookRow",
  "FormProposalConnection", "ProposedField", "ProposedCell", "FieldOverlap", "FormDesigned", "FieldsBound", "BindingRefused",
  "FormLedger", "FormLedgerByForm", "FormLedgerByFormConnection", "FormLedgerByUnit", "FormLedgerByUnitConnection",
  "FormLedgerByTownship", "FormLedgerByTownshipConnection", "FormLedgerByMonth", "FormLedgerByMonthConnection",
  "Materials", "MaterialOffer", "MaterialCallConnection", "MaterialAnswerConnection", "MaterialCalled", "MaterialGiven",
  "Moved", "ItemRefused", "NoticesRead", "SignedOut",
];

// One storage a language for as long as the page is open: it holds its database open, so it is emptied, never deleted.
const storages = new Map<Language, DefaultStorage>();
function storageOf(language: Language): DefaultStorage {
  const known = storages.get(language) ?? makeDefaultStorage({ idbName: `${STORE}-${language}`, maxAge: KEPT_DAYS });
  storages.set(language, known);
  return known;
}

/** Whether an answer says that nobody is signed in any more; who asks for the viewer alone says so itself. */
function isSignedOut({ data, operation }: OperationResult): boolean {
  if (!data) return false;
  if (operation.kind === "mutation") return Object.values(data as object).some((answer: { code?: string } | null) => answer?.code === "NOT_SIGNED_IN");
  return "viewer" in data && data.viewer === null && !("county" in data);
}

/** A client whose answers stay on this device, so that a page opens without a network. */
export function makeClient(language: Language, ended: () => void): Client {
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    requestPolicy: "cache-and-network",
    fetchOptions: () => ({ headers: headers(language), credentials: "same-origin" }),
    exchanges: [
      mapExchange({ onResult: (result) => { if (isSignedOut(result)) ended(); } }),
      offlineExchange({
        storage: storageOf(language),
        keys: { ...Object.fromEntries(parts.map((name) => [name, part])), PeriodInfo: ({ code }) => String(code) },
      }),
      fetchExchange,
    ],
  });
}

/** Forget what earlier persons read on this device: at sign-in and at sign-out. */
export async function forget(): Promise<void> {
  await Promise.all([storageOf("zh").clear(), storageOf("en").clear()]);
}
