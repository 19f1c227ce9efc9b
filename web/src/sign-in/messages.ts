import { words } from "../shared/language";
import type { Failed } from "./session";

export const messages = words(
  {
    hub: "县域一张网",
    ended: "您的登录已结束", endedHint: "请重新登录。您填过的内容都存在本机,没有丢失,登录后接着办。",
    login: "用户名",
    password: "密码",
    showPassword: "显示密码",
    enter: "登录",
    sample: "样例人员",
    first: "从这几位开始", others: "其他各岗位",
    sampleHint: "这是样例县,人员均为虚构。点一下即以此人身份登录。",
    failed: ({ kind, seconds, message }: Failed) => message ?? {
      wrong: "用户名或密码不对,请核对后再试。",
      throttled: `试的次数太多,请 ${seconds} 秒后再试。`,
      unreachable: "现在连不上服务器,请检查网络后再试。",
      other: "登录没有成功,请稍后再试。",
    }[kind],
  },
  {
    hub: "County Hub",
    ended: "You are signed out", endedHint: "Sign in again. What you entered is kept on this device; you can go on where you were.",
    login: "Login",
    password: "Password",
    showPassword: "Show password",
    enter: "Sign in",
    sample: "Sample people",
    first: "Begin with these", others: "One of each other post",
    sampleHint: "This is a sample county; its people are invented. One tap signs you in as that person.",
    failed: ({ kind, seconds, message }) => message ?? {
      wrong: "Login or password is wrong. Check them and try again.",
      throttled: `Too many attempts. Try again in ${seconds} seconds.`,
      unreachable: "The server cannot be reached. Check the network and try again.",
      other: "Sign-in failed. Try again in a while.",
    }[kind],
  },
);
