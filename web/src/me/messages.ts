import { words } from "../shared/language";

export const messages = words(
  {
    title: "我的", posts: "岗位", acting: "代行", until: (time: string) => `至 ${time}`,
    language: "语言", large: "大字(1.3 倍)", notices: "通知", noNotices: "没有通知", noNoticesHint: "催报、退回、审签等提醒会出现在这里。",
    sessions: "登录在哪些设备", thisOne: "本机", end: "结束", endOthers: "结束其他全部", unknownBrowser: "未知浏览器",
    signedInAt: (time: string) => `${time} 登录`, seenAt: (time: string) => `最近使用 ${time}`,
    dashboards: "看板令牌", dashboardsHint: "给别处的看板页面读数用:只读、限定视图和区域、到期失效,按发放人能看到的范围给数。",
    allAreas: "全部区域", dashboardName: "看板名称", dashboardViews: "可读的视图", someAreas: "限定区域", dashboardAreas: "区域",
    dashboardDays: "有效天数", giveToken: "发放令牌", copyNow: "令牌只显示这一次,请现在复制:",
    readAll: "全部标为已读", signOut: "退出登录",
    unsent: (n: number) => `还有 ${n} 个数存在本机没有送出,退出后仍会保留,下次由您本人登录时送出。`,
    kinds: { REMINDER: "催办", ASSIGNED: "新任务", TOLD: "告知", RETURNED: "退回" } as Record<string, string>,
  },
  {
    title: "Me", posts: "Posts", acting: "Acting for", until: (time: string) => `until ${time}`,
    language: "Language", large: "Large type (1.3 times)", notices: "Notices", noNotices: "No notices", noNoticesHint: "Reminders, returns and confirmations appear here.",
    sessions: "Where you are signed in", thisOne: "this device", end: "End", endOthers: "End all others", unknownBrowser: "unknown browser",
    signedInAt: (time: string) => `signed in ${time}`, seenAt: (time: string) => `last used ${time}`,
    dashboards: "Dashboards", dashboardsHint: "Tokens for dashboards on other pages: they only read, some views and areas, until a day, and what their giver may see.",
    allAreas: "all areas", dashboardName: "Dashboard", dashboardViews: "Views it may read", someAreas: "Only some areas", dashboardAreas: "Areas",
    dashboardDays: "Days", giveToken: "Give a token", copyNow: "The token is shown this once; copy it now:",
    readAll: "Mark all as read", signOut: "Sign out",
    unsent: (n: number) => `${n} figures are on this device and not sent; they stay and are sent when you sign in again.`,
    kinds: { REMINDER: "Reminder", ASSIGNED: "New", TOLD: "For your information", RETURNED: "Sent back" } as Record<string, string>,
  },
);
