import { words } from "../shared/language";

export const messages = words(
  {
    title: "待办", open: "待办", done: "已办",
    nothing: "没有待办", nothingHint: "需要您办的事会出现在这里,到了会自动显示,不用刷新。",
    nothingDone: "还没有办过的事", nothingDoneHint: "您办完的事会留在这里,随时可查。",
    duties: { HANDLE: "办理", DECIDE: "审签", OPINION: "提意见", READ: "阅", RECEIVE: "签收" } as Record<string, string>,
    as: (post: string) => `以${post}身份`, done_at: (time: string) => `办结 ${time}`,
    noTerm: "不限期", more: "更多",
  },
  {
    title: "To do", open: "To do", done: "Done",
    nothing: "Nothing waits for you", nothingHint: "What you must act on appears here by itself; there is no need to reload.",
    nothingDone: "Nothing done yet", nothingDoneHint: "What you have dealt with stays here.",
    duties: { HANDLE: "Handle", DECIDE: "Decide", OPINION: "Give opinion", READ: "Read", RECEIVE: "Sign for" } as Record<string, string>,
    as: (post: string) => `as ${post}`, done_at: (time: string) => `done ${time}`,
    noTerm: "no term", more: "More",
  },
);
