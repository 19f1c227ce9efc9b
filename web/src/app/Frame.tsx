import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { useOutbox } from "../figures/OutboxProvider";
import { waitingCount } from "../shared/outbox";
import { useWords, words } from "../shared/language";
import { useConnection } from "../shared/live";
import { change, useSettings } from "../shared/settings";
import styles from "./Frame.module.css";
import { type Place, PlaceIcon, usePlaces } from "./places";
import { useAsker } from "./viewer";

const worded = words(
  {
    skip: "跳到正文", places: "栏目", live: "实时", connecting: "正在连接", offline: "未联网",
    kept: (n: number) => `已存本机(${n})`, sending: (n: number) => `正在送出(${n})`, sent: "已全部送出",
    large: "大字", largeLabel: "大字", other: "EN", otherLabel: "EN: switch to English",
  },
  {
    skip: "Skip to content", places: "Places", live: "live", connecting: "connecting", offline: "no network",
    kept: (n: number) => `saved on this device (${n})`, sending: (n: number) => `sending (${n})`, sent: "all sent",
    large: "A+", largeLabel: "A+ large type", other: "中文", otherLabel: "中文:切换到中文",
  },
);

/** Bottom bar on a phone, side bar on a desk, and the quiet line that shows the connection. */
export function Frame({ children }: { children: ReactNode }) {
  const say = useWords(worded);
  const { county, viewer } = useAsker();
  const places = usePlaces();
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#main">{say.skip}</a>
      <header className={styles.head}>
        <div className={styles.name}>
          <strong>{county.name}</strong>{" "}
          <span className="quiet">{[viewer.person.name, viewer.person.title ?? viewer.posts[0]?.name].filter(Boolean).join(" · ")}</span>
        </div>
        <ConnectionLine />
        <Switches />
      </header>
      <nav className={styles.places} aria-label={say.places}>
        {places.map((place) => <PlaceLink key={place.name} {...place} />)}
      </nav>
      <main id="main" className={styles.main}>{children}</main>
    </div>
  );
}

function PlaceLink({ name, path, label, count }: Place) {
  const [here] = useRoute(`${path}/*?`);
  return (
    <Link href={path} className={styles.place} aria-current={here ? "page" : undefined}>
      <span className={styles.icon}>
        <PlaceIcon name={name} />
        {count > 0 ? <span className={styles.count}>{count > 99 ? "99+" : count}</span> : null}
      </span>
      <span>{label}</span>
    </Link>
  );
}

/** Live, saved on this device (n), sent: in words and colour. */
export function ConnectionLine() {
  const say = useWords(worded);
  const connection = useConnection();
  const box = useOutbox();
  const waiting = waitingCount(box);
  const kept = waiting > 0 && (box.held || connection === "offline");
  const said = kept ? say.kept(waiting) : waiting > 0 ? say.sending(waiting) : say[connection];
  return (
    <span className={styles.connection} data-state={kept ? "kept" : connection} role="status">
      <span aria-hidden className={styles.lamp} />{said}
    </span>
  );
}

/** Language and type size, at hand on every page; what is read aloud begins with what is seen. */
export function Switches() {
  const say = useWords(worded);
  const { language, large } = useSettings();
  return (
    <div className={styles.switches}>
      <button type="button" aria-pressed={large} aria-label={say.largeLabel} onClick={() => change({ large: !large })}>
        {say.large}
      </button>
      <button type="button" aria-label={say.otherLabel} lang={language === "zh" ? "en" : "zh-CN"}
        onClick={() => change({ language: language === "zh" ? "en" : "zh" })}>
        {say.other}
      </button>
    </div>
  );
}
