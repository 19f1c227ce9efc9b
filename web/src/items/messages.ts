import { words } from "../shared/language";

export const messages = words(
  {
    gone: "没有这个事项", goneHint: "它不存在,或者不在您的查看范围内。",
    figures: "本期数据", showFigures: "列出本期各数", where: "办到哪里", history: "留痕", back: "返回", unit: "单位", due: "期限", period: "报告期", opened: "开始",
    answered: (answered: number, asked: number) => `已填 ${answered} / ${asked}`,
    entered: "填表人", confirmed: "单位负责人", fact: "所涉数据", asks: "更正要求",
    oldValue: "原数", newValue: "新数", notYet: "还没有改", unchanged: "没有改", askedBy: "提出人", explained: "说明",
    since: (time: string) => `${time} 到`, done: (time: string) => `${time} 办结`, waiting: "在办",
    duties: { HANDLE: "办理", DECIDE: "审签", OPINION: "提意见", READ: "阅", RECEIVE: "签收" } as Record<string, string>,
    toFigures: "去填数", toConfirm: "去审签", toRegister: "去报数", toSheet: "看报表", toDesign: "看表式", toVillage: "去答数", area: "地区", submitted: "报出日期", lateBecause: "迟报因为", purpose: "用途", known: "已知的数", toTable: "看报送情况", toMaterials: "去报送", notOpen: "现在不能做", noMoves: "现在没有要您办的",
    reason: "理由", text: "文字", evidence: "依据", send: "确定", cancel: "取消", system: "系统", noHistory: "还没有记录",
    verbs: {
      OPEN: "建立", PREFILL: "自动带出", ENTER: "填报", EXPLAIN: "说明异常", FINISH: "送审签", CONFIRM: "审签",
      SEND_BACK: "退回", TAKE_BACK: "撤回", REVISE: "更正", REMIND: "催报", UPHOLD: "维持原数", WITHDRAW: "不再更正",
      CLOSE: "结转", ASK_MORE: "补充需求", WITHDRAW_OBJECTION: "撤回异议",
      LOAD: "填报", LOAD_AGAIN: "再次填报", STATE: "确认报数", RESTATE: "更正登记数据", DISCARD: "放弃填报", PASS_TERM: "逾期未报",
      COMPLETE: "数据齐备", HAND_IN: "自动报送", ACCEPT: "审核通过", RETURN: "退回", SETTLED: "异议已处理", LOCK: "锁定", FACT_CHANGED: "数据已更正", VOID: "作废",
      ASK_VILLAGES: "转村(社区)核实", ANSWER_VILLAGE: "村级答数", SUBMIT: "送审", BIND: "绑定口径", REBIND: "调整口径", APPROVE: "批准", REFUSE: "不予批准",
      RENEW: "换版", END: "停用", EXPIRE: "到期失效", REGISTER_STATUTORY: "登记法定报表",
    } as Record<string, string>,
  },
  {
    gone: "No such item", goneHint: "It does not exist, or it is not yours to see.",
    figures: "Figures of the period", showFigures: "List the figures", where: "Where it stands", history: "History", back: "Back", unit: "Unit", due: "Due", period: "Period", opened: "Opened",
    answered: (answered: number, asked: number) => `${answered} of ${asked} answered`,
    entered: "Stated by", confirmed: "Confirmed by", fact: "The figure", asks: "In these words",
    oldValue: "Old value", newValue: "New value", notYet: "not changed yet", unchanged: "not changed", askedBy: "Asked by", explained: "Explained",
    since: (time: string) => `since ${time}`, done: (time: string) => `done ${time}`, waiting: "in hand",
    duties: { HANDLE: "Handle", DECIDE: "Decide", OPINION: "Give opinion", READ: "Read", RECEIVE: "Sign for" } as Record<string, string>,
    toFigures: "Enter figures", toConfirm: "Confirm", toRegister: "State the register", toSheet: "See the sheet", toDesign: "See the design", toVillage: "Answer", area: "Area", submitted: "Handed in", lateBecause: "Late because of", purpose: "Purpose", known: "Known already", toTable: "See what was given", toMaterials: "Give it", notOpen: "Not open now", noMoves: "Nothing for you to do now",
    reason: "Reason", text: "Words", evidence: "What proves it", send: "Do it", cancel: "Cancel", system: "the hub", noHistory: "Nothing recorded yet",
    verbs: {
      OPEN: "opened", PREFILL: "filled in by the hub", ENTER: "figures entered", EXPLAIN: "explained", FINISH: "sent to be confirmed",
      CONFIRM: "confirmed", SEND_BACK: "sent back", TAKE_BACK: "taken back", REVISE: "revised", REMIND: "reminded",
      UPHOLD: "upheld", WITHDRAW: "withdrawn", CLOSE: "closed", ASK_MORE: "more asked", WITHDRAW_OBJECTION: "objection withdrawn",
      LOAD: "figures entered", LOAD_AGAIN: "figures entered again", STATE: "stated", RESTATE: "register corrected", DISCARD: "discarded", PASS_TERM: "not stated in time",
      COMPLETE: "complete", HAND_IN: "handed in", ACCEPT: "accepted", RETURN: "returned", SETTLED: "objections settled", LOCK: "locked", FACT_CHANGED: "a figure was corrected", VOID: "void",
      ASK_VILLAGES: "villages asked", ANSWER_VILLAGE: "village answered", SUBMIT: "submitted", BIND: "fields bound", REBIND: "fields bound anew", APPROVE: "approved", REFUSE: "refused",
      RENEW: "renewed", END: "ended", EXPIRE: "expired", REGISTER_STATUTORY: "registered as statutory",
    } as Record<string, string>,
  },
);
