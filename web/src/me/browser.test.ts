import { expect, test } from "vitest";
import { browserOf } from "./browser";

const AGENTS = {
  "Chrome · Linux": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "Edge · Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
  "微信 · Android": "Mozilla/5.0 (Linux; Android 14; V2312A) Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50",
  "Safari · iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
  "curl/8.5.0": "curl/8.5.0",
};

test.each(Object.entries(AGENTS))("%s is said of what it calls itself", (name, agent) => {
  expect(browserOf(agent, "?")).toBe(name);
});

test("a browser that calls itself nothing is unknown", () => {
  expect(browserOf("", "?")).toBe("?");
});
