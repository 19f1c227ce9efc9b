import { type Language, languageTag } from "../shared/language";

export type Failed = { kind: "wrong" | "throttled" | "unreachable" | "other"; seconds: number; message: string | null };

const post = (path: string, language: Language, body?: object) => fetch(path, {
  method: "POST",
  credentials: "same-origin",
  headers: { "content-type": "application/json", accept: "application/json", "accept-language": languageTag(language) },
  body: JSON.stringify(body ?? {}),
});

/** Ask for a session; null when it was given, else what went wrong. */
export async function signIn(path: string, body: object, language: Language): Promise<Failed | null> {
  try {
    const answer = await post(path, language, body);
    if (answer.ok) return null;
    const said = await answer.json().catch(() => ({})) as { seconds?: number; message?: string };
    const seconds = said.seconds ?? Number(answer.headers.get("retry-after") ?? 0);
    const kind = answer.status === 429 ? "throttled" : answer.status === 401 || answer.status === 403 ? "wrong" : "other";
    return { kind, seconds, message: said.message ?? null };
  } catch {
    return { kind: "unreachable", seconds: 0, message: null };
  }
}

export async function signOut(language: Language): Promise<void> {
  await post("/sign-out", language).catch(() => undefined);
}
