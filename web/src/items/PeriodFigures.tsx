import { Button } from "@mantine/core";
import { useState } from "react";
import { Behind, type Place } from "../facts/Behind";
import behind from "../facts/Behind.module.css";
import { graphql } from "../generated";
import { number } from "../shared/format";
import { useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Coming, Failure } from "../shared/states";
import { messages } from "./messages";

const periodFigures = graphql(`
  query PeriodFigures($id: ID!) {
    node(id: $id) {
      id
      ... on FactPeriod {
        area { id code name }
        period { code }
        questions { indicator { id code name unitOfMeasure domainName } fact { id value version } }
      }
    }
  }
`);

/** The figures of a township's period on demand; each opens what is behind it. */
export function PeriodFigures({ id }: { id: string }) {
  const say = useWords(messages);
  const [shown, setShown] = useState(false);
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">{say.figures}</h2>
      {shown ? <List id={id} /> : <Button mt="xs" variant="default" onClick={() => setShown(true)}>{say.showFigures}</Button>}
    </section>
  );
}

function List({ id }: { id: string }) {
  const [{ data, error }, read] = useLiveQuery(periodFigures, { id }, ({ items }) => items.includes(id));
  const [place, setPlace] = useState<Place | null>(null);
  const item = data?.node?.__typename === "FactPeriod" ? data.node : null;
  if (!item && error) return <Failure error={error} again={() => read({ requestPolicy: "network-only" })} />;
  if (!item) return <Coming />;
  const { area, period } = item;
  return (
    <>
      <ul className={behind.parts}>
        {item.questions.map(({ indicator, fact }) => (
          <li key={indicator.code}>
            <button type="button" disabled={!fact || !area}
              onClick={() => area && setPlace({ area, whole: false, indicator, period: period.code })}>
              <span>{indicator.name}</span>
              <span><strong className="figure">{number(fact?.value)}</strong> <span className="quiet">{indicator.unitOfMeasure}</span></span>
            </button>
          </li>
        ))}
      </ul>
      {place ? <Behind place={place} close={() => setPlace(null)} /> : null}
    </>
  );
}
