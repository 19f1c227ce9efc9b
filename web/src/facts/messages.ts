import { words } from "../shared/language";

export const messages = words(
  {
    behind: "这个数从哪来", close: "关闭", none: "还没有这个数", noneHint: "或者它不在您的查看范围内。",
    value: "数值", statedBy: "填表人", confirmedBy: "单位负责人", statedAt: "填报时间", source: "来源", status: "状态",
    sources: { TOWNSHIP: "乡镇填报", REGISTER: "部门登记", VILLAGE: "村级", IMPORTED: "导入" } as Record<string, string>,
    statuses: { STATED: "已填报,待审签", CONFIRMED: "已审签", WITHDRAWN: "已撤回" } as Record<string, string>,
    versions: "各次版本", version: (n: number) => `第 ${n} 版`, reason: "理由", explained: "说明", item: "办理过程",
    lastYear: "去年同期", total: "由各乡镇数合成", department: "部门登记员", definition: "口径",
    correct: "更正此数", correcting: "正在更正", inForce: "现在的数", newValue: "新数", whyCorrect: "更正理由",
    explain: "请说明原因", sendCorrection: "送出,等镇长审签", corrected: "新数已送出。镇长审签后生效,在此之前仍用原数。",
    openedAlready: "更正已登记在待办里,数还没有改。改好上面的内容可以再送。", toCorrection: "去看这次更正",
  },
  {
    behind: "What is behind it", close: "Close", none: "No such figure yet", noneHint: "Or it is not yours to see.",
    value: "Value", statedBy: "Stated by", confirmedBy: "Confirmed by", statedAt: "Stated at", source: "Source", status: "State",
    sources: { TOWNSHIP: "stated by the township", REGISTER: "department's register", VILLAGE: "village", IMPORTED: "imported" } as Record<string, string>,
    statuses: { STATED: "stated, waits to be confirmed", CONFIRMED: "confirmed", WITHDRAWN: "withdrawn" } as Record<string, string>,
    versions: "Versions", version: (n: number) => `version ${n}`, reason: "Reason", explained: "Explained", item: "How it was handled",
    lastYear: "Last year", total: "Made of the townships' figures", department: "department", definition: "Definition",
    correct: "Correct this figure", correcting: "Being corrected", inForce: "Now", newValue: "New value", whyCorrect: "Why it is corrected",
    explain: "Say why", sendCorrection: "Send to be confirmed", corrected: "Sent. The new value counts once the head has confirmed it; until then the old one stands.",
    openedAlready: "The correction is in your list; the figure is not changed yet. Mend what is above and send again.", toCorrection: "See the correction",
  },
);
