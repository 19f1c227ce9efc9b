import { createContext, useContext } from "react";
import { graphql } from "../generated";
import type { WhoQuery } from "../generated/graphql";

export const who = graphql(`
  query Who {
    county { code name sample today }
    viewer {
      person { id code name title unit { id name } }
      posts { id code name unit { id name area { id } } area { id } }
      actingFor { post { id name unit { id name } } until basis }
      powers
    }
  }
`);

export const counts = graphql(`
  query Counts {
    viewer { counts { handle decide opinion read receive unreadNotices } }
  }
`);

export type Viewer = NonNullable<WhoQuery["viewer"]>;
export type County = NonNullable<WhoQuery["county"]>;
export type Asker = { viewer: Viewer; county: County; may: (power: string) => boolean; changePerson: () => Promise<void> };

export const AskerContext = createContext<Asker | null>(null);

/** Who is signed in, and what this person may do here. */
export function useAsker(): Asker {
  const asker = useContext(AskerContext);
  if (!asker) throw new Error("used outside the frame");
  return asker;
}
