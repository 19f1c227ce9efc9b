import { words } from "../shared/language";

export const messages = words(
  {
    title: "材料", asked: "要我们报的", nothing: "没有要报的材料", nothingHint: "别的单位要材料时,会在这里列出;报过的同名、同期材料点一下就能再报。",
    from: (unit: string) => `${unit}要`, before: "以前报过,可直接沿用", again: (name: string) => `沿用《${name}》`, for: (said: string) => `当时报的是:${said}`,
    upload: "上传新文件", none: "没有这份材料?", returned: (why: string) => `退回理由:${why}`, done: (title: string) => `已报送:${title}`,
    ours: "我们发的", noCalls: "还没有发过通知", call: "要材料", progress: (given: number, asked: number) => `已报 ${given} / ${asked}`,
    late: (n: number) => `逾期未报 ${n}`, back: "全部材料", gone: "没有这份通知", goneHint: "它不存在,或者不在您的查看范围内。", handle: "催报、截止",
    unit: "单位", state: "状态", when: "报送时间", file: "文件", reused: "沿用", fresh: "新报", isLate: "逾期", open: "办理",
    words: "材料名称(不写日期)", kind: "种类", period: "报告期", due: "报送期限", note: "要求", units: "向哪些单位要", towns: "全部乡镇(街道)", find: "查找单位",
    chosen: (n: number) => `已选 ${n} 个单位`, send: "发出通知", cancel: "不发了",
    kinds: { SUMMARY: "总结", LEDGER: "台账", PLAN: "方案、计划", REPORT: "情况报告", LIST: "名单、清单", OTHER: "其他" },
  },
  {
    title: "Material", asked: "Asked of us", nothing: "No material is asked", nothingHint: "What other units call for is listed here; what was given for the same words and period is given again with one tap.",
    from: (unit: string) => `for ${unit}`, before: "Given before, good to give again", again: (name: string) => `Give “${name}” again`, for: (said: string) => `It was given for: ${said}`,
    upload: "Upload a new file", none: "Nothing to give?", returned: (why: string) => `Returned: ${why}`, done: (title: string) => `Given: ${title}`,
    ours: "Called by us", noCalls: "Nothing called for yet", call: "Call for material", progress: (given: number, asked: number) => `${given} of ${asked} given`,
    late: (n: number) => `${n} late`, back: "All material", gone: "No such call", goneHint: "It does not exist, or it is not yours to see.", handle: "Urge or close",
    unit: "Unit", state: "State", when: "Given", file: "File", reused: "given again", fresh: "new", isLate: "late", open: "Handle",
    words: "What is called for (without the date)", kind: "Kind", period: "Period", due: "Until", note: "What is to be minded", units: "Units asked", towns: "All townships", find: "Find a unit",
    chosen: (n: number) => `${n} units chosen`, send: "Send the call", cancel: "Do not send",
    kinds: { SUMMARY: "Summary", LEDGER: "Ledger", PLAN: "Plan", REPORT: "Report", LIST: "List", OTHER: "Other" },
  },
);
