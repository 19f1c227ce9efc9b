import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { Switches } from "../app/Frame";
import type { County } from "../app/viewer";
import { graphql } from "../generated";
import type { SamplePeopleQuery } from "../generated/graphql";
import { useLanguage, useWords } from "../shared/language";
import { Failure } from "../shared/states";
import { messages } from "./messages";
import styles from "./SignIn.module.css";
import { type Failed, signIn } from "./session";

const samplePeople = graphql(`
  query SamplePeople {
    county { samplePeople { person code name title unitName roleName introduced } }
  }
`);

type Props = { county: County; signedIn: () => Promise<void>; ended: boolean };

/** The county's name, a login, and on sample data the sample people as cards by role. */
export function SignIn({ county, signedIn, ended }: Props) {
  const say = useWords(messages);
  const language = useLanguage();
  const [failed, setFailed] = useState<Failed | null>(null);
  const [busy, setBusy] = useState(false);
  const go = async (path: string, body: Record<string, string>) => {
    setBusy(true);
    setFailed(null);
    const outcome = await signIn(path, body, language);
    if (outcome) setFailed(outcome);
    else await signedIn();
    setBusy(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void go("/sign-in", { login: String(form.get("login")), password: String(form.get("password")) });
  };
  return (
    <div className={styles.page}>
      <div className={styles.switches}><Switches /></div>
      <header className={styles.head}>
        <h1 className="serif">{county.name}</h1>
        <p>{say.hub}</p>
      </header>
      <main className={styles.body} data-sample={county.sample || undefined}>
        <form onSubmit={submit} className={styles.form}>
          <Stack gap="sm">
            {ended ? <Alert color="gov" variant="outline" role="status" title={say.ended}>{say.endedHint}</Alert> : null}
            <TextInput name="login" label={say.login} autoComplete="username" required size="md" />
            <PasswordInput name="password" label={say.password} autoComplete="current-password" required size="md"
              visibilityToggleButtonProps={{ "aria-label": say.showPassword }} />
            {failed ? <Alert color="gov" variant="outline" role="alert">{say.failed(failed)}</Alert> : null}
            <Button type="submit" size="md" loading={busy} fullWidth>{say.enter}</Button>
          </Stack>
        </form>
        {county.sample ? <SamplePeople busy={busy} choose={(person) => void go("/sign-in/sample", { person })} /> : null}
      </main>
    </div>
  );
}

type SamplePerson = NonNullable<SamplePeopleQuery["county"]>["samplePeople"][number];

function SamplePeople({ choose, busy }: { choose: (code: string) => void; busy: boolean }) {
  const say = useWords(messages);
  const [{ data, error }, read] = useQuery({ query: samplePeople });
  const people = data?.county?.samplePeople ?? [];
  return (
    <section className={styles.sample} aria-label={say.sample}>
      <h2>{say.sample}</h2>
      <p className="quiet">{say.sampleHint}</p>
      {error && !data ? <Failure error={error} again={() => read({ requestPolicy: "network-only" })} /> : null}
      {byRole(people, say).map(([role, members]) => (
        <section key={role} aria-label={role}>
          <h3>{role}</h3>
          <div className={styles.cards}>
            {members.map((person) => <PersonCard key={person.code} person={person} disabled={busy} choose={choose} />)}
          </div>
        </section>
      ))}
    </section>
  );
}

/** The people of the introduction, then the roles that several have, then one person of each other role. */
function byRole(people: SamplePerson[], say: { first: string; others: string }): [string, SamplePerson[]][] {
  const found = new Map<string, SamplePerson[]>([[say.first, people.filter(({ introduced }) => introduced)]]);
  const others = people.filter(({ introduced }) => !introduced);
  const shared = (role: string) => others.filter(({ roleName }) => roleName === role).length > 1;
  for (const person of others.filter(({ roleName }) => shared(roleName))) {
    found.set(person.roleName, [...(found.get(person.roleName) ?? []), person]);
  }
  found.set(say.others, others.filter(({ roleName }) => !shared(roleName)));
  return [...found].filter(([, members]) => members.length > 0);
}

type CardProps = { person: SamplePerson; disabled: boolean; choose: (code: string) => void };

function PersonCard({ person, disabled, choose }: CardProps) {
  return (
    <button type="button" className={styles.card} data-person={person.code} disabled={disabled} onClick={() => choose(person.code)}>
      <strong>{person.name}</strong>
      <span>{person.title}</span>
      <span className="quiet">{person.unitName}</span>
    </button>
  );
}
