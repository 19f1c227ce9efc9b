import { useSyncExternalStore } from "react";
import type { Language } from "./language";

export type Settings = { language: Language; large: boolean };

const KEY = "hub.settings";
const listeners = new Set<() => void>();
let settings: Settings = read();

function read(): Settings {
  const preset: Settings = { language: navigator.language.startsWith("en") ? "en" : "zh", large: false };
  try {
    return { ...preset, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return preset;
  }
}

/** Apply the settings to the document: its language and the one number that multiplies all type. */
export function apply({ language, large }: Settings) {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.documentElement.style.setProperty("--type", large ? "1.3" : "1");
}

export function change(part: Partial<Settings>) {
  settings = { ...settings, ...part };
  localStorage.setItem(KEY, JSON.stringify(settings));
  apply(settings);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSettings = () => useSyncExternalStore(subscribe, () => settings);
export const current = () => settings;
