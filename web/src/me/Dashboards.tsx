import "@mantine/core/styles/Pill.css";
import "@mantine/core/styles/PillsInput.css";
import { Button, MultiSelect, Switch, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { graphql } from "../generated";
import { useAct, Trouble } from "../shared/act";
import { exact } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Failure } from "../shared/states";
import styles from "./Me.module.css";
import { messages } from "./messages";

const dashboardsQuery = graphql(`
  query Dashboards {
    viewer { dashboardTokens { id name views limited areas { id name } givenBy { id name } expiresAt } }
    organisation { areas(level: TOWNSHIP) { id name } }
    __type(name: "Overview") { fields { name description } }
  }
`);
const makeToken = graphql(`
  mutation MakeDashboardToken($input: MakeDashboardTokenInput!) {
    makeDashboardToken(input: $input) {
      ... on DashboardTokenMade { secret tokens { id } }
      ... on Refusal { code message remedy }
    }
  }
`);
const revokeToken = graphql(`
  mutation RevokeDashboardToken($input: RevokeDashboardTokenInput!) {
    revokeDashboardToken(input: $input) {
      ... on DashboardTokenRevoked { tokens { id } }
      ... on Refusal { code message remedy }
    }
  }
`);
const DAYS = 90;

/** The tokens of dashboards on other pages, for who may give them: what each reads, its end, and a way to end it. */
export function Dashboards() {
  const say = useWords(messages);
  const language = useLanguage();
  const [{ data, error }, read] = useLiveQuery(dashboardsQuery, {}, () => false);
  const ending = useAct(revokeToken, (data) => data.revokeDashboardToken);
  const again = () => read({ requestPolicy: "network-only" });
  const end = async (token: string) => {
    if (await ending.act({ token })) again();
  };
  const tokens = data?.viewer?.dashboardTokens;
  return (
    <section aria-labelledby="dashboards">
      <h2 id="dashboards">{say.dashboards}</h2>
      <p className="quiet">{say.dashboardsHint}</p>
      {!tokens && error ? <Failure error={error} again={again} /> : null}
      {!tokens && !error ? <Coming rows={1} /> : null}
      <ul className={styles.list}>
        {tokens?.map(({ id, name, views, limited, areas, givenBy, expiresAt }) => (
          <li key={id} className={styles.session}>
            <span className={styles.token}>
              {name}{" "}
              <span className="quiet">
                {views.join("、")} · {limited ? areas.map((area) => area.name).join("、") : say.allAreas} · {givenBy?.name} · {say.until(exact(expiresAt, language))}
              </span>
            </span>
            <Button size="compact-sm" variant="default" disabled={ending.busy} aria-label={`${say.end} ${name}`} onClick={() => void end(id)}>{say.end}</Button>
          </li>
        ))}
      </ul>
      <Trouble of={ending.trouble} />
      {data ? <Give views={data.__type?.fields?.map(({ name }) => name) ?? []} areas={data.organisation.areas} given={again} /> : null}
    </section>
  );
}

type Giving = { views: string[]; areas: { id: string; name: string }[]; given: () => void };

/** Give a dashboard a token; what it is stands here once, to be copied. */
function Give({ views, areas, given }: Giving) {
  const say = useWords(messages);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [some, setSome] = useState(false);
  const [within, setWithin] = useState<string[]>([]);
  const [days, setDays] = useState<number>(DAYS);
  const [secret, setSecret] = useState<string | null>(null);
  const { act, busy, trouble } = useAct(makeToken, (data) => data.makeDashboardToken);
  const give = async (event: FormEvent) => {
    event.preventDefault();
    const made = await act({ name, views: chosen, areas: some ? within : null, days });
    if (!made) return;
    setSecret(made.secret ?? null);
    setName("");
    given();
  };
  return (
    <form className={styles.settings} onSubmit={(event) => void give(event)}>
      <TextInput label={say.dashboardName} value={name} required maxLength={60} onChange={(event) => setName(event.currentTarget.value)} w="100%" />
      <MultiSelect searchable label={say.dashboardViews} data={views} value={chosen} onChange={setChosen} w="100%" />
      <Switch label={say.someAreas} checked={some} onChange={(event) => setSome(event.currentTarget.checked)} />
      {some ? <MultiSelect searchable label={say.dashboardAreas} data={areas.map(({ id, name }) => ({ value: id, label: name }))} value={within} onChange={setWithin} w="100%" /> : null}
      <TextInput type="number" label={say.dashboardDays} value={days} min={1} max={366} required onChange={(event) => setDays(event.currentTarget.valueAsNumber)} />
      <Button type="submit" loading={busy} disabled={chosen.length === 0}>{say.giveToken}</Button>
      <Trouble of={trouble} />
      {secret ? <p role="status" className={styles.token}>{say.copyNow} <code>{secret}</code></p> : null}
    </form>
  );
}
