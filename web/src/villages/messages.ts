import { words } from "../shared/language";

export const messages = words(
  {
    ask: "转村(社区)填", title: (period: string) => `${period}:转村(社区)填`, which: "转哪些数", find: "查找指标", villages: "问哪些村(社区)", all: "全镇各村(社区)",
    some: "只问选中的", dueOn: "最晚哪天答", send: (n: number) => `转下去(${n} 个数)`, cancel: "取消", sent: "已转下去,村(社区)会收到待办。",
    handed: "已转村(社区)的数", answered: (n: number, of: number) => `${n} / ${of} 已答`, sum: "合计", take: "采用合计", taken: "已采用为本镇的数", missing: "未答", due: (day: string) => `${day} 前答`,
    page: "镇里要村里填的数", nothing: "现在没有要填的数", nothingHint: "镇统计员把数转下来时,会列在这里。一张单子,填完即可。",
    from: (who: string, due: string) => `${who} 要,${due}`, progress: (n: number, of: number) => `已填 ${n} / ${of}`, done: "都填好了,镇里已经看到。", noTerm: "不限期",
    hint: "填一个自动送一个;没有网络时先存在本机,联网后送出。",
  },
  {
    ask: "Ask villages", title: (period: string) => `Ask villages: ${period}`, which: "Which figures", find: "Find an indicator", villages: "Which villages", all: "All of the township",
    some: "Only those chosen", dueOn: "To be answered by", send: (n: number) => `Hand down (${n} figures)`, cancel: "Cancel", sent: "Handed down; it is in the villages' lists.",
    handed: "Handed down to villages", answered: (n: number, of: number) => `${n} of ${of} answered`, sum: "sum", take: "Take the sum", taken: "taken as the township's figure", missing: "not answered", due: (day: string) => `by ${day}`,
    page: "Figures the township asks", nothing: "Nothing is asked of the village now", nothingHint: "What the township's statistician hands down is listed here: one list, filled in once.",
    from: (who: string, due: string) => `asked by ${who}, ${due}`, progress: (n: number, of: number) => `${n} of ${of}`, done: "All done; the township sees it.", noTerm: "no term",
    hint: "Each figure is sent as it is filled in; without a network it is kept on this device and sent later.",
  },
);
