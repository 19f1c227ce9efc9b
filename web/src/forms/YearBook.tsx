import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useAsker } from "../app/viewer";
import { download } from "../shared/download";
import { useLanguage, useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { Refused, type RefusalWords } from "../shared/states";
import styles from "./Forms.module.css";
import { messages } from "./messages";
import { type FormList, formList } from "./operations";

const YEARS = 5;

/** All forms of a unit and a year in one workbook: the own unit's, and every unit's for who reads them all. */
export function YearBook() {
  const say = useWords(messages);
  const language = useLanguage();
  const { viewer, county, may } = useAsker();
  const [{ data }] = useLiveQuery(formList, {}, ({ subject }) => subject === "statistics");
  const [unit, setUnit] = useState("");
  const [year, setYear] = useState("");
  const [refusal, setRefusal] = useState<RefusalWords | null>(null);
  const [busy, setBusy] = useState(false);
  if (!data) return null;
  const keepers = withBooks(data);
  const own = keepers.filter(({ id, area }) => viewer.posts.some((post) => post.unit.id === id || (!isIssuing(data, id) && post.unit.area?.id === area?.id)));
  const units = own.length === 0 || may("APPROVE_FORM") ? [...own, ...keepers.filter((each) => !own.includes(each))] : own;
  const chosen = units.find(({ code }) => code === unit) ?? units[0];
  const last = Number(county.today.slice(0, 4));
  const years = Array.from({ length: YEARS }, (_, back) => String(last - back));
  const of = year || String(last - 1);
  const take = async () => {
    if (!chosen) return;
    setBusy(true);
    setRefusal(await download(`/yearbooks/${encodeURIComponent(chosen.code)}/${of}.xlsx`, `${chosen.name}_${of}.xlsx`, language));
    setBusy(false);
  };
  return (
    <section className={styles.any} aria-labelledby="year-book">
      <h2 id="year-book">{say.yearBook}</h2>
      <p className="quiet">{say.yearBookHint}</p>
      <NativeSelect label={say.unit} value={chosen?.code} onChange={(event) => setUnit(event.target.value)}
        data={units.map(({ code, name }) => ({ value: code, label: name }))} />
      <NativeSelect label={say.year} value={of} onChange={(event) => setYear(event.target.value)} data={years} />
      {refusal ? <Refused refusal={refusal} /> : null}
      <Button variant="default" loading={busy} onClick={() => void take()}>{say.takeYearBook}</Button>
    </section>
  );
}

const isIssuing = ({ statistics }: FormList, unit: string) => statistics.forms.some(({ issuedBy }) => issuedBy.id === unit);

/** The units that have books: who issues forms, and of each township the unit that answers them, the first there. */
function withBooks(data: FormList): FormList["organisation"]["units"] {
  const { areas, units } = data.organisation;
  const townships = new Set(areas.map(({ id }) => units.find(({ area }) => area?.id === id)?.id));
  return units.filter(({ id }) => townships.has(id) || isIssuing(data, id));
}
