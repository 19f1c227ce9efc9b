import { type Language, languageTag, words } from "./language";
import type { RefusalWords } from "./states";

const worded = words(
  { message: "文件没有取到", remedy: "请检查网络后再试一次" },
  { message: "The file was not fetched", remedy: "Check the network and try again" },
);

/** The address of a file that the hub makes, in the language of the page: a link is followed with the browser's wishes. */
export const inLanguage = (path: string, language: Language) => `${path}${path.includes("?") ? "&" : "?"}language=${language}`;

/** Fetch a file of the hub and hand it to the person under a name; null, or why there is none. */
export async function download(path: string, name: string, language: Language): Promise<RefusalWords | null> {
  try {
    const answer = await fetch(inLanguage(path, language), { headers: { "accept-language": languageTag(language) }, credentials: "same-origin" });
    if (!answer.ok) return await answer.json() as RefusalWords;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
    return null;
  } catch {
    return worded[language];
  }
}
