import { words } from "../shared/language";

export const messages = words(
  {
    title: "用 Excel 填", form: "按哪张表", anyForm: "全部要填的数", formHint: "本单位原来的表也能交:选它是哪张表,按那张表的栏目名称和计量单位读。", down: "下载填报表", up: "交回填好的表", read: (n: number) => `读到 ${n} 个数`,
    outcomes: { NEW: "新填", CHANGED: "修改", SAME: "没有变", REFUSED: "不能填报" } as Record<string, string>, count: (label: string, n: number) => `${label} ${n}`,
    cell: (address: string) => `单元格 ${address}`, left: (n: number) => `${n} 行不是这里要的数,没有读`, formulas: (n: number) => `其中 ${n} 个是公式,取保存时的结果`,
    state: (n: number) => `填报这 ${n} 个数`, none: "有不能填报的数时,整张表都不填。改好再交。", stated: (n: number) => `已填报 ${n} 个数。`, before: "这张表以前交过,这里是当时的结果,没有再改任何数。", nothing: "没有要改的数。",
  },
  {
    title: "In Excel", form: "Of which form", anyForm: "All figures asked", formHint: "Your office's own workbook is read too: choose its form, and its labels and units count.", down: "Workbook to fill in", up: "Hand in a filled workbook", read: (n: number) => `${n} figures read`,
    outcomes: { NEW: "new", CHANGED: "changed", SAME: "unchanged", REFUSED: "refused" } as Record<string, string>, count: (label: string, n: number) => `${n} ${label}`,
    cell: (address: string) => `Cell ${address}`, left: (n: number) => `${n} rows are not asked here and were left out`, formulas: (n: number) => `${n} of them are formulas, taken with their saved result`,
    state: (n: number) => `State these ${n} figures`, none: "While a figure is refused nothing of the workbook is stated. Mend it and hand it in again.", stated: (n: number) => `${n} figures stated.`, before: "This file was handed in before; this is what it did then. Nothing changed now.", nothing: "Nothing to change.",
  },
);
