import { words } from "../shared/language";

export const messages = words(
  {
    title: "报表管理", back: "全部表式", add: "设计新报表", nothing: "还没有设计中的报表", nothingHint: "部门要新报表时在这里设计;边设计边看到哪些数县里已经有了。",
    more: "更多", known: (n: number, of: number) => `${of} 个数里 ${n} 个已知`, allKnown: "全部已知:不用问乡镇,直接出表。", name: "报表名称", nameEn: "英文名称", tableNo: "表号", period: "报送周期",
    kinds: { MONTH: "月报", QUARTER: "季报", YEAR: "年报" } as Record<string, string>, due: "期后几天报", dueHint: "+3d 为 3 天,+3wd 为 3 个工作日", purpose: "用途", validTo: "有效期限",
    fields: "要填的数", label: "名称", unit: "单位", column: "口径时段", remove: "删去", addField: "加一行",
    columns: { MONTH: "本期", CUMULATIVE: "累计", LAST_YEAR: "上年同期", STATE: "期末" } as Record<string, string>,
    overlaps: { SAME: "已有", OTHER_UNIT: "已有,单位不同", LOOK_ALIKE: "口径相近,要选定", FORMULA: "可计算", UNKNOWN: "没有,要新问" } as Record<string, string>,
    asksAnew: "有此指标,要新问", askedIn: "已在这些表里", others: (n: number) => ` 等 ${n} 张`, code: "或填指标代码", checking: "正在比对", save: "保存设计", saved: "已保存。", 
    asked: {
      text: "说明", "SUBMIT.text": "送审说明", "RENEW.text": "换版要改什么", reason: "理由", date: "从哪天起", "END.date": "最后有效的一天", evidence: "批准依据(机关、文号)",
      list_of_missing: "还缺什么,一行一条", conditions: "附加条件(可不填)",
    } as Record<string, string>,
    bind: "绑定口径", bindHint: "每一项绑定都留痕:谁定的、什么理由。", means: "是哪个指标", open: "未定", reason: "理由", bound: (by: string, why: string) => `${by} 定:${why}`, bindNow: "定下来", returned: (by: string) => `${by} 退回修改`, fromDay: "从哪天起按新口径", rebind: "调整口径绑定", rebindHint: "从这一天起换口径;以前锁定的报表不变。", other: "其他指标……",
    statutory: "法定报表(上级已批准)", approvedBy: "批准机关", approvalNo: "批准文号",
    version: {
      named: (n: number, no: string) => `第 ${n} 版(${no})`, until: (day: string) => `有效至 ${day}`, forGood: "长期有效",
      now: (which: string, from: string, until: string) => `现行:${which},自 ${from} 起,${until}。`,
      later: (which: string, from: string, until: string, again: boolean) => `${which}自 ${from} 起启用,${until}。${again ? "启用以前,上一版继续有效。" : ""}`,
      former: (which: string, from: string, until: string, next: number) => `现行仍是${which},自 ${from} 起,${until};第 ${next} 版批准后,用到新版启用的前一天。`,
      stays: (which: string, from: string, until: string, next: number) => `第 ${next} 版没有启用,现行仍是${which},自 ${from} 起,${until}。`,
      over: (which: string, day: string) => `${which}有效至 ${day},已失效。`,
    },
    gone: "没有这张表式", goneHint: "它不存在,或者不在您的查看范围内。",
    sheet: "现在就能出的表", area: "乡镇", item: "办理过程", cancel: "取消", line: (n: number) => `第 ${n} 行`,
  },
  {
    title: "Form register", back: "All designs", add: "Design a form", nothing: "No form is being designed", nothingHint: "A department designs a form here, and sees while typing which of its figures the county has already.",
    more: "More", known: (n: number, of: number) => `${n} of ${of} known already`, allKnown: "Everything is known: nobody is asked, the sheet is given instead.", name: "Name (Chinese)", nameEn: "English name", tableNo: "Table number", period: "How often",
    kinds: { MONTH: "monthly", QUARTER: "quarterly", YEAR: "yearly" } as Record<string, string>, due: "Due after the period", dueHint: "+3d: 3 days, +3wd: 3 working days", purpose: "Purpose", validTo: "Valid until",
    fields: "What it asks", label: "Name", unit: "Unit", column: "Column", remove: "Remove", addField: "Add a line",
    columns: { MONTH: "this period", CUMULATIVE: "January to date", LAST_YEAR: "a year ago", STATE: "end of period" } as Record<string, string>,
    overlaps: { SAME: "known", OTHER_UNIT: "known, other unit", LOOK_ALIKE: "looks alike: to be decided", FORMULA: "can be calculated", UNKNOWN: "not known: a new question" } as Record<string, string>,
    asksAnew: "in the catalogue, to be asked", askedIn: "Asked already by", others: (n: number) => ` and others, ${n} in all`, code: "or an indicator's code", checking: "comparing", save: "Save the design", saved: "Saved.", 
    asked: {
      text: "Words", "SUBMIT.text": "Covering words", "RENEW.text": "What the new version changes", reason: "Reason", date: "From which day", "END.date": "Its last day", evidence: "Superior approval (organ, number)",
      list_of_missing: "What is missing, one a line", conditions: "Conditions (may be empty)",
    } as Record<string, string>,
    bind: "Bind fields", bindHint: "Each decision stays on record, with its reason.", means: "Which indicator", open: "open", reason: "Reason", bound: (by: string, why: string) => `${by} decided: ${why}`, bindNow: "Decide", returned: (by: string) => `Returned by ${by}`, fromDay: "From which day it means so", rebind: "Bind fields anew", rebindHint: "From that day on; what was locked before stays as it was.", other: "another indicator…",
    statutory: "Statutory (approved by a superior)", approvedBy: "Approving organ", approvalNo: "Approval number",
    version: {
      named: (n: number, no: string) => `version ${n} (${no})`, until: (day: string) => `until ${day}`, forGood: "until further notice",
      now: (which: string, from: string, until: string) => `In force: ${which}, from ${from}, ${until}.`,
      later: (which: string, from: string, until: string, again: boolean) => `From ${from}: ${which}, ${until}.${again ? " The former version stays in force until then." : ""}`,
      former: (which: string, from: string, until: string, next: number) => `Still in force: ${which}, from ${from}, ${until}; once version ${next} is approved, until the day before it begins.`,
      stays: (which: string, from: string, until: string, next: number) => `Version ${next} did not come into force; still in force: ${which}, from ${from}, ${until}.`,
      over: (which: string, day: string) => `${which} was in force until ${day}.`,
    },
    gone: "No such design", goneHint: "It does not exist, or it is not yours to see.",
    sheet: "The sheet the hub gives now", area: "Township", item: "How it was handled", cancel: "Cancel", line: (n: number) => `line ${n}`,
  },
);
