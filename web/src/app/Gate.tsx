import { useEffect, useMemo } from "react";
import { OutboxProvider } from "../figures/OutboxProvider";
import { useWords, words } from "../shared/language";
import { LiveProvider, useLiveQuery } from "../shared/live";
import { Coming, Empty, Failure } from "../shared/states";
import { SignIn } from "../sign-in/SignIn";
import { Frame } from "./Frame";
import { Pages } from "./Pages";
import { type Asker, AskerContext, who } from "./viewer";

const worded = words(
  { starting: "县里的数据正在装入", startingHint: "装好后这里会自动打开,不用刷新。" },
  { starting: "The county is being loaded", startingHint: "This page opens by itself when it is there." },
);

/** `ended` grows with every answer that says that nobody is signed in any more. */
type Props = { changePerson: () => Promise<void>; ended: number };

/** The sign-in page for who is not signed in, the frame with its pages for everyone else. */
export function Gate(props: Props) {
  return <LiveProvider><Inside {...props} /></LiveProvider>;
}

function Inside({ changePerson, ended }: Props) {
  const say = useWords(worded);
  const [{ data, error, fetching }, read] = useLiveQuery(who, {}, ({ subject }) => subject === "organisation");
  useEffect(() => { if (ended > 0) read({ requestPolicy: "network-only" }); }, [ended]);
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
  if (county) return <SignIn county={county} signedIn={changePerson} ended={ended > 0} />;
  if (error && !data) return <Failure error={error} again={() => read({ requestPolicy: "network-only" })} />;
  if (data && !fetching) return <Empty title={say.starting}>{say.startingHint}</Empty>;
  return <Coming />;
}
