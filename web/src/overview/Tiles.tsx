import { Combobox, InputBase, ScrollArea, useCombobox } from "@mantine/core";
import { useState } from "react";
import { number } from "../shared/format";
import { useWords } from "../shared/language";
import { Change } from "../shared/Trend";
import { messages } from "./messages";
import type { Answer, Indicator } from "./operations";
import styles from "./Overview.module.css";
import type { Standing, Whole } from "./standing";

type Props = {
  whole: Whole; indicator: Indicator; indicators: Indicator[]; choose: (code: string) => void;
  total: Answer["values"]["nodes"][number] | undefined; openTotal: () => void;
  current: Standing | undefined; openCurrent: () => void;
};

/** Three tiles: how complete the county is, the key indicator, the place of the township of the moment. */
export function Tiles({ whole, indicator, indicators, choose, total, openTotal, current, openCurrent }: Props) {
  const say = useWords(messages);
  return (
    <div className={styles.tiles}>
      <section className={styles.tile} aria-label={say.completeness}>
        <h2>{say.completeness}</h2>
        <strong className={styles.big} data-testid="completeness">{whole.percent === null ? "—" : `${whole.percent}%`}</strong>
        <span className="quiet">{whole.asked === null ? say.county : say.confirmed(whole.confirmed ?? 0, whole.asked)}</span>
      </section>
      <section className={styles.tile} aria-label={indicator.name}>
        <IndicatorChoice indicator={indicator} indicators={indicators} choose={choose} />
        <button type="button" className={styles.open} onClick={openTotal} disabled={!total}>
          <strong className={styles.big} data-testid="total">{number(total?.value)}</strong> <span className="quiet">{indicator.unitOfMeasure}</span>
        </button>
        {total ? <Change percent={total.changePct} label={say.lastYear} /> : <span className="quiet">{whole.asked === null ? say.noTotal : say.noneYet}</span>}
        {total && (total.areas ?? 0) < (total.areasExpected ?? 0)
          ? <span className="quiet">▲ {say.counted(total.areas ?? 0, total.areasExpected ?? 0)}</span> : null}
      </section>
      <section className={styles.tile} aria-label={say.rank}>
        <h2>{current?.area.name ?? say.rank}</h2>
        <button type="button" className={styles.open} onClick={openCurrent} disabled={!current}>
          <strong className={styles.big} data-testid="place">{current?.rank ? say.place(current.rank) : "—"}</strong>
        </button>
        <PlaceChange standing={current} />
      </section>
    </div>
  );
}

/** The place against last year; a smaller number is a better place. */
export function PlaceChange({ standing }: { standing: Standing | undefined }) {
  const say = useWords(messages);
  if (!standing?.rank) return <span className="quiet">{say.noRank}</span>;
  if (!standing.rankLastYear) return null;
  const step = standing.rankLastYear - standing.rank;
  const moved = step > 0 ? ` ▲${say.rose} ${step}` : step < 0 ? ` ▼${say.fell} ${-step}` : ` ${say.same}`;
  return <span className="quiet">{say.placeBefore(standing.rankLastYear)} <span className={styles.moved}>{moved.trim()}</span></span>;
}

type ChoiceProps = Pick<Props, "indicator" | "indicators" | "choose">;

function IndicatorChoice({ indicator, indicators, choose }: ChoiceProps) {
  const say = useWords(messages);
  const [search, setSearch] = useState("");
  const box = useCombobox({ onDropdownClose: () => setSearch("") });
  const found = indicators.filter(({ name, domainName }) => `${domainName}${name}`.toLowerCase().includes(search.trim().toLowerCase()));
  const domains = [...new Set(found.map(({ domainName }) => domainName))];
  return (
    <Combobox store={box} width={280} position="bottom-start" onOptionSubmit={(code) => { choose(code); box.closeDropdown(); }}>
      <Combobox.Target>
        <button type="button" className={styles.choice} onClick={() => box.toggleDropdown()} aria-label={`${say.choose}: ${indicator.name}`}>
          <span>{indicator.name}</span> <span aria-hidden>▾</span>
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <InputBase size="sm" value={search} onChange={(event) => setSearch(event.target.value)} placeholder={say.search} aria-label={say.search} mb={4} />
        <Combobox.Options>
          <ScrollArea.Autosize mah={320} type="scroll">
            {found.length === 0 ? <Combobox.Empty>{say.noIndicators}</Combobox.Empty> : null}
            {domains.map((domain) => (
              <Combobox.Group key={domain} label={domain}>
                {found.filter(({ domainName }) => domainName === domain).map(({ code, name }) => (
                  <Combobox.Option key={code} value={code} active={code === indicator.code}>{name}</Combobox.Option>
                ))}
              </Combobox.Group>
            ))}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
