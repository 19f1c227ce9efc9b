type Payload = { inputs?: { reason?: string; text?: string; evidence?: string; conditions?: string; list_of_missing?: string[] } } | null;

/** The words that a move was made with, as its journal row keeps them. */
export function saidOf(payload: unknown): string[] {
  const { text, reason, evidence, conditions, list_of_missing: missing = [] } = (payload as Payload)?.inputs ?? {};
  return [text, reason, evidence, conditions, ...missing].filter((words): words is string => Boolean(words));
}
