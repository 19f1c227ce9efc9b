import { useMemo } from "react";
import { OutboxProvider } from "../figures/OutboxProvider";
import { LiveProvider, useLiveQuery } from "../shared/live";
import { Coming, Failure } from "../shared/states";
import { SignIn } from "../sign-in/SignIn";
import { Frame } from "./Frame";
import { Pages } from "./Pages";
import { type Asker, AskerContext, who } from "./viewer";

type Props = { changePerson: () => Promise<void> };

/** The sign-in page for who is not signed in, the frame with its pages for everyone else. */
export function Gate(props: Props) {
  return <LiveProvider><Inside {...props} /></LiveProvider>;
}

function Inside({ changePerson }: Props) {
  const [{ data, error, fetching }, read] = useLiveQuery(who, {}, () => true);
  const viewer = data?.viewer;
  const county = data?.county;
  const asker = useMemo<Asker | null>(
    () => (viewer && county ? { viewer, county, changePerson, may: (power) => viewer.powers.includes(power) } : null),
    [viewer, county, changePerson],
  );
  if (asker) {
    return (
      <AskerContext.Provider value={asker}>
        <OutboxProvider person={asker.viewer.person.id}>
          <Frame><Pages /></Frame>
        </OutboxProvider>
      </AskerContext.Provider>
    );
  }
  if (county) return <SignIn county={county} signedIn={changePerson} />;
  if (error && !fetching) return <Failure error={error} again={() => read({ requestPolicy: "network-only" })} />;
  return <Coming />;
}
