import { words } from "../shared/language";

export const messages = words(
  {
    title: "数据账本", about: "同一个数只填一次:报表要的格子,有多少由系统答了,有多少真由乡镇填。", year: "年份",
    cells: "报表要的格子", sheets: "报表份数", facts: "背后的数", stated: "乡镇真填的", hub: "系统代答", departments: "部门台账报的", calculated: "计算得出", imported: "系统统计或导入", waiting: "还在等", confirmations: "审签次数",
    waits: (towns: string, departments: string) => `等乡镇 ${towns},等部门 ${departments}`, share: (percent: string) => `乡镇只填了格子数的 ${percent}%`,
    by: "分着看", form: "按表", unit: "按部门", township: "按乡镇", month: "按月", nothing: "这一年没有报表", nothingHint: "换一个年份看看。", asOf: "截至", unapproved: "未批准", owed: "还欠",
  },
  {
    title: "Ledger", about: "Nobody types a figure twice: what forms ask, what the hub answers, and what townships really state.", year: "Year",
    cells: "Cells asked", sheets: "Sheets", facts: "Facts behind them", stated: "Stated by townships", hub: "Answered by the hub", departments: "Stated by departments", calculated: "Calculated", imported: "Counted or imported", waiting: "Waiting", confirmations: "Confirmations",
    waits: (towns: string, departments: string) => `${towns} for townships, ${departments} for departments`, share: (percent: string) => `townships stated ${percent}% of the cells`,
    by: "Seen by", form: "Form", unit: "Department", township: "Township", month: "Month", nothing: "No forms in this year", nothingHint: "Choose another year.", asOf: "As of", unapproved: "not approved", owed: "owes",
  },
);
