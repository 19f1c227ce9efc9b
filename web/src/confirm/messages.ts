import { words } from "../shared/language";

export const messages = words(
  {
    title: "审签数据", nothing: "没有待审签的数据", nothingHint: "统计员填完送审后,本镇本期的全部数据会在这里一次列出。",
    summary: (figures: number, periods: number) => `${figures} 个数,${periods} 个报告期,一次审签`,
    enteredBy: (name: string, time: string) => `${name} ${time} 填报`, lastYear: "去年", explained: (said: string) => `说明:${said}`,
    confirm: "审签全部", confirmed: (facts: number) => `已审签 ${facts} 个数,现在生效。`,
    back: "退回", backTitle: "退回重填", reason: "退回理由(写明哪些数、为什么)", send: "退回给统计员", cancel: "不退了",
    sentBack: "已退回统计员。", only: "只看变化大的和有说明的", notOpen: "现在不能审签",
    items: "条", which: "点指标名可标出要退回的数", marked: (n: number) => `标出 ${n} 个数`,
  },
  {
    title: "Confirm figures", nothing: "Nothing to confirm", nothingHint: "When the statistician has finished, all figures of the period are listed here at once.",
    summary: (figures: number, periods: number) => `${figures} figures, ${periods} ${periods === 1 ? "period" : "periods"}, one act`,
    enteredBy: (name: string, time: string) => `stated by ${name}, ${time}`, lastYear: "last year", explained: (said: string) => `Explained: ${said}`,
    confirm: "Confirm all", confirmed: (facts: number) => `${facts} figures confirmed; they count from now.`,
    back: "Send back", backTitle: "Send back", reason: "Reason (which figures, and why)", send: "Send back to the statistician", cancel: "Keep",
    sentBack: "Sent back to the statistician.", only: "Only large changes and explained ones", notOpen: "Cannot be confirmed now",
    items: "items", which: "Tap a name to mark a figure to be sent back", marked: (n: number) => `${n} figures marked`,
  },
);
