import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useAsker } from "../app/viewer";
import { lastPeriod } from "../forms/AnySheet";
import { formList } from "../forms/operations";
import { number, periodName } from "../shared/format";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import styles from "./Design.module.css";
import { messages } from "./messages";
import { type Proposal, proposedSheet } from "./operations";

/** What the hub prints in a form that asks nothing new: the sheet, in place of the question. */
export function GivenSheet({ proposal }: { proposal: Proposal }) {
  const say = useWords(messages);
  const language = useLanguage();
  const { county } = useAsker();
  const [{ data: places }] = useLiveQuery(formList, {}, () => false);
  const [chosen, setChosen] = useState("");
  const areas = places?.organisation.areas ?? [];
  const area = chosen || areas[0]?.id || "";
  const variables = { id: proposal.id, area, period: lastPeriod(proposal, county.today) };
  const [{ data }] = useLiveQuery(proposedSheet, variables, ({ facts }) => facts.length > 0, { pause: area === "" });
  const cells = data?.node?.__typename === "FormProposal" ? data.node.sheet : [];
  return (
    <section aria-labelledby="given" className={styles.acts}>
      <h2 id="given">{say.sheet}</h2>
      <p className="quiet">{say.allKnown}</p>
      <NativeSelect label={say.area} value={area} onChange={(event) => setChosen(event.target.value)} data={areas.map(({ id, name }) => ({ value: id, label: name }))} />
      <table className={styles.sheet}>
        <tbody>
          {cells.map(({ ordinal, label, value, of, indicator }) => (
            <tr key={ordinal}>
              <th scope="row">{label} <span className="quiet">{periodName(of, language)}</span></th>
              <td><strong className="figure">{number(value)}</strong> <span className="quiet">{indicator?.unitOfMeasure}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
