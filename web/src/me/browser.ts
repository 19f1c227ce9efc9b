// The order matters: each browser also names those it is made of.
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, "微信"], [/HuaweiBrowser/, "Huawei Browser"], [/Edg/, "Edge"], [/Firefox/, "Firefox"],
  [/Chrome|CriOS/, "Chrome"], [/Safari/, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, "HarmonyOS"], [/Android/, "Android"], [/iPhone/, "iPhone"], [/iPad/, "iPad"],
  [/Windows/, "Windows"], [/Mac OS X/, "Mac"], [/Linux/, "Linux"],
];
const found = (names: [RegExp, string][], agent: string) => names.find(([pattern]) => pattern.test(agent))?.[1];

/** A browser as people call it, from what it calls itself. */
export function browserOf(agent: string, unknown: string): string {
  return [found(BROWSERS, agent), found(SYSTEMS, agent)].filter(Boolean).join(" · ") || agent.slice(0, 40) || unknown;
}
