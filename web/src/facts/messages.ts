import { words } from "../shared/language";

export const messages = words(
  {
    behind: "这个数从哪来", none: "还没有这个数", noneHint: "或者它不在您的查看范围内。",
    value: "数值", statedBy: "填表人", confirmedBy: "单位负责人", statedAt: "填报时间", source: "来源", status: "状态",
    sources: { TOWNSHIP: "乡镇填报", REGISTER: "部门登记", VILLAGE: "村级", IMPORTED: "导入" } as Record<string, string>,
    statuses: { STATED: "已填报,待审签", CONFIRMED: "已审签" } as Record<string, string>,
    versions: "各次版本", version: (n: number) => `第 ${n} 版`, reason: "理由", explained: "说明", item: "办理过程",
    lastYear: "去年同期", total: "由各乡镇数合成", department: "部门登记员", definition: "口径",
  },
  {
    behind: "What is behind it", none: "No such figure yet", noneHint: "Or it is not yours to see.",
    value: "Value", statedBy: "Stated by", confirmedBy: "Confirmed by", statedAt: "Stated at", source: "Source", status: "State",
    sources: { TOWNSHIP: "stated by the township", REGISTER: "department's register", VILLAGE: "village", IMPORTED: "imported" } as Record<string, string>,
    statuses: { STATED: "stated, waits to be confirmed", CONFIRMED: "confirmed" } as Record<string, string>,
    versions: "Versions", version: (n: number) => `version ${n}`, reason: "Reason", explained: "Explained", item: "How it was handled",
    lastYear: "Last year", total: "Made of the townships' figures", department: "department", definition: "Definition",
  },
);
