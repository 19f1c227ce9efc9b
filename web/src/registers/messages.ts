import { words } from "../shared/language";

export const messages = words(
  {
    title: "部门台账", nothing: "还没有要报的台账", nothingHint: "报告期一结束,表格要用的台账数据就会列在这里,一次填齐各乡镇。",
    more: "更多", gone: "没有这一期台账", goneHint: "它不存在,或者不在您的查看范围内。", back: "全部报告期", item: "办理过程",
    area: "地区", pasteHint: "可从 Excel 复制一整块,粘贴到任意一格;带乡镇名和指标名时按名称对应。",
    pasted: (n: number, over: number) => `已粘贴 ${n} 个数${over ? `,另有 ${over} 个没有对上` : ""}`,
    progress: (answered: number, asked: number) => `已填 ${answered} / ${asked}`,
    before: "去年", state: "确认报数", stated: "已报数,即时生效。要更正,先写理由。",
    reason: "更正理由", begin: "开始更正", correcting: (reason: string) => `正在更正,理由:${reason}`,
    notSent: (n: number) => `还有 ${n} 个数没有送出或没有被接受,暂不能确认。`,
    closed: "已结转,不再更改。", done: "已确认报数,现在生效。",
  },
  {
    title: "Registers", nothing: "No register is asked for yet", nothingHint: "When a period is over, the register figures that forms need are listed here, all townships at once.",
    more: "More", gone: "No such register period", goneHint: "It does not exist, or it is not yours to see.", back: "All periods", item: "How it was handled",
    area: "Area", pasteHint: "Copy a block from Excel and paste it into any cell; names of townships and indicators in it are followed.",
    pasted: (n: number, over: number) => `${n} figures pasted${over ? `, ${over} did not match` : ""}`,
    progress: (answered: number, asked: number) => `${answered} of ${asked}`,
    before: "last year", state: "State the register", stated: "Stated, and in force. To correct it, first say why.",
    reason: "Why it is corrected", begin: "Begin the correction", correcting: (reason: string) => `Under correction: ${reason}`,
    notSent: (n: number) => `${n} figures are not sent yet or not accepted; the register cannot be stated.`,
    closed: "Closed; it changes no more.", done: "Stated; the figures count from now.",
  },
);
