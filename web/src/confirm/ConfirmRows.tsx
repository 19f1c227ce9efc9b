import { difference, number } from "../shared/format";
import { useWords } from "../shared/language";
import { Trend } from "../shared/Trend";
import styles from "./Confirm.module.css";
import { messages } from "./messages";
import type { Question } from "./operations";

const STRIKING_PERCENT = 20;
type Props = { questions: Question[]; onlyStriking: boolean; marked: ReadonlySet<string>; toggle: (code: string) => void };

function striking({ fact, lastYear, findings }: Question) {
  const change = difference(fact?.value, lastYear?.value);
  return findings.length > 0 || Number(change?.percent ?? 0) >= STRIKING_PERCENT;
}

/** Figures by domain, each with last year and the change; explanations stand under their figure. */
export function ConfirmRows({ questions, onlyStriking, marked, toggle }: Props) {
  const say = useWords(messages);
  const shown = onlyStriking ? questions.filter(striking) : questions;
  const domains = [...new Set(shown.map(({ indicator }) => indicator.domainName))];
  return domains.map((domain) => (
    <div key={domain} className={styles.domain}>
      <h3>{domain}</h3>
      <ul>
        {shown.filter(({ indicator }) => indicator.domainName === domain).map((question) => {
          const { indicator, fact, lastYear, findings } = question;
          return (
            <li key={indicator.code} data-marked={marked.has(indicator.code) || undefined}>
              <button type="button" className={styles.what} aria-pressed={marked.has(indicator.code)} title={say.which}
                onClick={() => toggle(indicator.code)}>{marked.has(indicator.code) ? "✎ " : ""}{indicator.name}</button>
              <span className={styles.value}>
                <strong className="figure">{number(fact?.value)}</strong> <span className="quiet">{indicator.unitOfMeasure}</span>
              </span>
              <span className={styles.before}>
                <span className="quiet">{say.lastYear} {number(lastYear?.value)}</span> <Trend value={fact?.value} before={lastYear?.value} />
              </span>
              {findings.map((finding) => (
                <div key={finding.warning ?? finding.message} className={styles.finding}>
                  <p>▲ {finding.message}</p>
                  {finding.words ? <p className={styles.explanation}>{say.explained(finding.words)}</p> : null}
                </div>
              ))}
            </li>
          );
        })}
      </ul>
    </div>
  ));
}
