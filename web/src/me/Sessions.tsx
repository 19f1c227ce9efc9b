import { Button } from "@mantine/core";
import { useAct, Trouble } from "../shared/act";
import { graphql } from "../generated";
import { exact, when } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Failure, Mark } from "../shared/states";
import { browserOf } from "./browser";
import styles from "./Me.module.css";
import { messages } from "./messages";

const sessionsQuery = graphql(`
  query Sessions { viewer { sessions { id openedAt seenAt agent current } } }
`);
const revokeSession = graphql(`
  mutation RevokeSession($input: RevokeSessionInput!) {
    revokeSession(input: $input) {
      ... on SessionRevoked { sessions { id openedAt seenAt agent current } }
      ... on Refusal { code message remedy }
    }
  }
`);

/** Where this person is signed in, each with a way to end it; the one at hand ends by signing out. */
export function Sessions() {
  const say = useWords(messages);
  const language = useLanguage();
  const [{ data, error }, read] = useLiveQuery(sessionsQuery, {}, () => false);
  const { act, busy, trouble } = useAct(revokeSession, (data) => data.revokeSession);
  const again = () => read({ requestPolicy: "network-only" });
  const sessions = data?.viewer?.sessions;
  const others = sessions?.filter(({ current }) => !current) ?? [];
  const end = async (ids: string[]) => {
    for (const session of ids) if (!(await act({ session }))) break;
    again();
  };
  return (
    <section aria-labelledby="sessions">
      <div className={styles.bar}>
        <h2 id="sessions">{say.sessions}</h2>
        {others.length > 1
          ? <Button size="compact-sm" variant="default" loading={busy} onClick={() => void end(others.map(({ id }) => id))}>{say.endOthers}</Button> : null}
      </div>
      {!sessions && error ? <Failure error={error} again={again} /> : null}
      {!sessions && !error ? <Coming rows={1} /> : null}
      <ul className={styles.list}>
        {sessions?.map(({ id, openedAt, seenAt, agent, current }) => (
          <li key={id} className={styles.session} data-current={current || undefined}>
            <span>
              <span title={agent}>{browserOf(agent, say.unknownBrowser)}</span>{" "}
              <span className="quiet" title={exact(openedAt, language)}>
                {say.signedInAt(when(openedAt, language))} · {say.seenAt(when(seenAt, language))}
              </span>
            </span>
            {current ? <Mark tone="green">{say.thisOne}</Mark>
              : <Button size="compact-sm" variant="default" disabled={busy} onClick={() => void end([id])}>{say.end}</Button>}
          </li>
        ))}
      </ul>
      <Trouble of={trouble} />
    </section>
  );
}
