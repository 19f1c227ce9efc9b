import { useMemo } from "react";
import { graphql } from "../generated";
import type { TrendQuery } from "../generated/graphql";
import { monthsUpTo } from "../shared/format";
import { useWords } from "../shared/language";
import { useLiveQuery } from "../shared/live";
import { useSettings } from "../shared/settings";
import { type Option, typeSize, useChart } from "./charts";
import { messages } from "./messages";
import type { Indicator } from "./operations";
import styles from "./Overview.module.css";

const MONTHS = 13;
const GATHER_MS = 2_000;
const trendQuery = graphql(`
  query Trend($county: String!, $indicator: String!, $months: [String!]!) {
    overview {
      indicatorByArea(where: { indicator: { eq: $indicator }, area: { eq: $county }, period: { in: $months } }, first: 100) {
        nodes { area period value lastYear areas areasExpected }
      }
    }
  }
`);
type Props = { indicator: Indicator; county: string; period: string };

/** The county total of the last months with the same months a year before. */
export default function TrendChart({ indicator, county, period }: Props) {
  const months = useMemo(() => monthsUpTo(period, MONTHS), [period]);
  const [{ data }] = useLiveQuery(
    trendQuery, { county, indicator: indicator.code, months }, ({ overview }) => overview, { gatherMs: GATHER_MS },
  );
  const nodes = data?.overview.indicatorByArea.nodes;
  // Who may not see the county's total sees no empty chart either.
  if (nodes?.every(({ value, lastYear }) => value == null && lastYear == null)) return null;
  return <Drawn indicator={indicator} months={months} nodes={nodes} />;
}

type Nodes = TrendQuery["overview"]["indicatorByArea"]["nodes"];

const isWhole = ({ areas, areasExpected }: Nodes[number]) => (areas ?? 0) >= (areasExpected ?? 0);

function Drawn({ indicator, months, nodes }: { indicator: Indicator; months: string[]; nodes: Nodes | undefined }) {
  const say = useWords(messages);
  const { large } = useSettings();
  const option = useMemo<Option>(() => {
    // A sum of some of the townships would look like a fall: it stands apart, as an open circle without a line.
    const at = (period: string, key: "value" | "lastYear", whole = true) => {
      const node = nodes?.find((each) => each.period === period);
      const value = node && isWhole(node) === whole ? node[key] : null;
      return value == null ? null : Number(value);
    };
    const fontSize = typeSize(12);
    return {
      aria: { enabled: true },
      textStyle: { fontSize },
      tooltip: { trigger: "axis" },
      grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: months, boundaryGap: false, axisLabel: { fontSize, color: "#69655c" } },
      yAxis: { type: "value", scale: true, axisLabel: { fontSize, color: "#69655c" }, splitLine: { lineStyle: { color: "#e7e4de" } } },
      series: [
        { name: say.lastYear, type: "line", data: months.map((month) => at(month, "lastYear")), lineStyle: { type: "dashed", color: "#8e897f" }, itemStyle: { color: "#8e897f" }, symbol: "none" },
        { name: indicator.name, type: "line", data: months.map((month) => at(month, "value")), lineStyle: { color: "#b3161b", width: 2 }, itemStyle: { color: "#b3161b" }, symbolSize: 6 },
        { name: `${indicator.name} (${say.partly})`, type: "line", data: months.map((month) => at(month, "value", false)), lineStyle: { width: 0 }, itemStyle: { color: "#b3161b" }, symbol: "emptyCircle", symbolSize: 9 },
      ],
    } as Option;
  }, [indicator, months, nodes, say, large]);
  const place = useChart(option);
  return (
    <figure className={styles.trend}>
      <figcaption>{indicator.name} · {say.county_total} · {say.trend}({indicator.unitOfMeasure})</figcaption>
      <div ref={place} className={styles.canvas} role="img" aria-label={`${indicator.name} ${say.trend}`} />
    </figure>
  );
}
