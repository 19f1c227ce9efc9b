import { words } from "../shared/language";

export const messages = words(
  {
    title: "总览", ledger: "数据账本", asOf: (time: string) => `截至 ${time}`, live: "实时",
    completeness: "报数齐全度", county: "全县", confirmed: (n: number, of: number) => `已审签 ${n} / ${of}`,
    choose: "选择指标", lastYear: "比去年", partly: "未报齐", rank: "位次", place: (n: number) => `第 ${n} 位`,
    placeBefore: (n: number) => `去年第 ${n} 位`, rose: "升", fell: "降", same: "持平", noRank: "暂无位次",
    of: (n: number) => `共 ${n} 个乡镇`, map: "乡镇报数齐全度图", trend: "近 13 个月", towns: "各乡镇",
    town: "乡镇", state: "状态", done: "已齐", overdue: "逾期", late: (n: number) => `逾期 ${n} 天`, going: "填报中", hidden: "不在查看范围",
    share: "齐全度", asked: "应报", stated: "已填", signed: "已审签", due: "期限", value: "数值",
    nothing: "还没有可看的数", nothingHint: "各乡镇审签后,全县的数会自动出现在这里。", item: "办理过程",
    county_total: "全县合计", counted: (n: number, of: number) => `已计 ${n} / ${of} 个乡镇`, noneYet: "还没有审签的数", noTotal: "全县合计不在您的查看范围内", search: "查找", noIndicators: "没有这个指标", enteredBy: "填表人", confirmedBy: "单位负责人",
    ranks: "乡镇位次",
  },
  {
    title: "Overview", ledger: "Ledger", asOf: (time: string) => `as of ${time}`, live: "live",
    completeness: "Complete", county: "County", confirmed: (n: number, of: number) => `${n} of ${of} confirmed`,
    choose: "Choose an indicator", lastYear: "on last year", partly: "not all counted", rank: "Place", place: (n: number) => `No. ${n}`,
    placeBefore: (n: number) => `No. ${n} last year`, rose: "up", fell: "down", same: "same", noRank: "no place yet",
    of: (n: number) => `of ${n} townships`, map: "Map of completeness by township", trend: "Last 13 months", towns: "Townships",
    town: "Township", state: "State", done: "complete", overdue: "overdue", late: (n: number) => `${n} ${n === 1 ? "day" : "days"} late`, going: "under way", hidden: "not yours to see",
    share: "Complete", asked: "Asked", stated: "Stated", signed: "Confirmed", due: "Due", value: "Value",
    nothing: "No figures to show yet", nothingHint: "When the townships have confirmed theirs, the county's figures appear here.", item: "How it was handled",
    county_total: "County total", counted: (n: number, of: number) => `${n} of ${of} townships counted`, noneYet: "nothing confirmed yet", noTotal: "The county total is not yours to see", search: "Search", noIndicators: "No such indicator", enteredBy: "Stated by", confirmedBy: "Confirmed by",
    ranks: "Places of townships",
  },
);
