import { words } from "../shared/language";

export const messages = words(
  {
    title: "报表管理", back: "全部表式", add: "设计新报表", nothing: "还没有设计中的报表", nothingHint: "部门要新报表时在这里设计;边设计边看到哪些数县里已经有了。",
    more: "更多", known: (n: number, of: number) => `${of} 个数里 ${n} 个已知`, allKnown: "全部已知:不用问乡镇,直接出表。", name: "报表名称", nameEn: "英文名称", tableNo: "表号", period: "报送周期",
    kinds: { MONTH: "月报", QUARTER: "季报", YEAR: "年报" } as Record<string, string>, due: "期后几天报", dueHint: "+3d 为 3 天,+3wd 为 3 个工作日", purpose: "用途", validTo: "有效期限",
    fields: "要填的数", label: "名称", unit: "单位", column: "口径时段", remove: "删去", addField: "加一行",
    columns: { MONTH: "本期", CUMULATIVE: "累计", LAST_YEAR: "上年同期", STATE: "期末" } as Record<string, string>,
    overlaps: { SAME: "已有", OTHER_UNIT: "已有,单位不同", LOOK_ALIKE: "口径相近,要选定", FORMULA: "可计算", UNKNOWN: "没有,要新问" } as Record<string, string>,
    askedIn: "已在这些表里", others: (n: number) => ` 等 ${n} 张`, code: "或填指标代码", checking: "正在比对", save: "保存设计", saved: "已保存。", submit: "送县统计局审批", words: "送审说明", submitted: "已送审。",
    bind: "绑定口径", bindHint: "每一项绑定都留痕:谁定的、什么理由。", means: "是哪个指标", open: "未定", reason: "理由", bound: (by: string, why: string) => `${by} 定:${why}`, bindNow: "定下来",
    approve: "批准", from: "从哪天起", returns: "退回修改", missing: "还缺什么,一行一条", refuse: "不予批准", gone: "没有这张表式", goneHint: "它不存在,或者不在您的查看范围内。",
    sheet: "现在就能出的表", area: "乡镇", item: "办理过程", cancel: "取消", line: (n: number) => `第 ${n} 行`,
  },
  {
    title: "Form register", back: "All designs", add: "Design a form", nothing: "No form is being designed", nothingHint: "A department designs a form here, and sees while typing which of its figures the county has already.",
    more: "More", known: (n: number, of: number) => `${n} of ${of} known already`, allKnown: "Everything is known: nobody is asked, the sheet is given instead.", name: "Name (Chinese)", nameEn: "English name", tableNo: "Table number", period: "How often",
    kinds: { MONTH: "monthly", QUARTER: "quarterly", YEAR: "yearly" } as Record<string, string>, due: "Due after the period", dueHint: "+3d: 3 days, +3wd: 3 working days", purpose: "Purpose", validTo: "Valid until",
    fields: "What it asks", label: "Name", unit: "Unit", column: "Column", remove: "Remove", addField: "Add a line",
    columns: { MONTH: "this period", CUMULATIVE: "January to date", LAST_YEAR: "a year ago", STATE: "end of period" } as Record<string, string>,
    overlaps: { SAME: "known", OTHER_UNIT: "known, other unit", LOOK_ALIKE: "looks alike: to be decided", FORMULA: "can be calculated", UNKNOWN: "not known: a new question" } as Record<string, string>,
    askedIn: "Asked already by", others: (n: number) => ` and others, ${n} in all`, code: "or an indicator's code", checking: "comparing", save: "Save the design", saved: "Saved.", submit: "Submit to the statistics bureau", words: "Covering words", submitted: "Submitted.",
    bind: "Bind fields", bindHint: "Each decision stays on record, with its reason.", means: "Which indicator", open: "open", reason: "Reason", bound: (by: string, why: string) => `${by} decided: ${why}`, bindNow: "Decide",
    approve: "Approve", from: "From which day", returns: "Return for revision", missing: "What is missing, one a line", refuse: "Refuse", gone: "No such design", goneHint: "It does not exist, or it is not yours to see.",
    sheet: "The sheet the hub gives now", area: "Township", item: "How it was handled", cancel: "Cancel", line: (n: number) => `line ${n}`,
  },
);
