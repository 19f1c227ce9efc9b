import { type Language, languageTag, words } from "./language";
import type { RefusalWords } from "./states";

const worded = words(
  { failed: "文件没有传上去", again: "请检查网络后再选一次文件" },
  { failed: "The file was not sent", again: "Check the network and choose the file again" },
);

/** Put a file into the hub; its id, or why not. The hub keeps a content once, so sending it again makes no second copy. */
export async function upload(file: File, language: Language): Promise<{ id: string } | RefusalWords> {
  const headers = {
    "content-type": file.type || "application/octet-stream",
    "x-file-name": encodeURIComponent(file.name),
    "accept-language": languageTag(language),
  };
  try {
    const answer = await fetch("/files", { method: "POST", body: file, headers, credentials: "same-origin" });
    return await answer.json() as { id: string } | RefusalWords;
  } catch {
    return { message: worded[language].failed, remedy: worded[language].again };
  }
}
