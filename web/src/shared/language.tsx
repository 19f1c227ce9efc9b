import { createContext, useContext } from "react";

export type Language = "zh" | "en";
export type Worded<T> = Record<Language, T>;

/** The words of one subject in both languages; English has every key that Chinese has. */
export const words = <T,>(zh: T, en: NoInfer<T>): Worded<T> => ({ zh, en });

export const LanguageContext = createContext<Language>("zh");
export const useLanguage = () => useContext(LanguageContext);
export const useWords = <T,>(worded: Worded<T>): T => worded[useLanguage()];
export const languageTag = (language: Language) => (language === "zh" ? "zh-CN" : "en");
