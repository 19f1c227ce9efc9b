import { useElementSize } from "@mantine/hooks";
import { useMemo } from "react";
import { useLanguage, useWords } from "../shared/language";
import { useSettings } from "../shared/settings";
import { type Option, registerMap, typeSize, useChart } from "./charts";
import { type Geometry, labelPlaces } from "./labels";
import { messages } from "./messages";
import styles from "./Overview.module.css";
import type { Stand, Standing } from "./standing";

const fills: Record<Stand, string> = { done: "#bfe0c7", going: "#f7dfa6", late: "#eeb0ac", hidden: "#e7e4de" };
const GUESSED_WIDTH = 358; // until it is drawn: a phone's
const MAP_HEIGHT = 240;
const LINE = 15;
const WIDEST = 70;
const signs: Record<Stand, string> = { done: "●", going: "▲", late: "■", hidden: "" };
type Props = { rows: Standing[]; picked: string | null; pick: (code: string) => void };

/** The county's townships on its own shapes, each with its name and percent, coloured by state. */
export default function TownMap({ rows, picked, pick }: Props) {
  const say = useWords(messages);
  const { large } = useSettings();
  // English names take two lines over the percent, Chinese names one.
  const lines = useLanguage() === "zh" ? 2 : 3;
  const { ref: frame, width } = useElementSize();
  const shapes = useMemo(() => {
    const areas = rows.map(({ area }) => area).filter(({ geometry }) => geometry);
    const map = { width: width || GUESSED_WIDTH, height: typeSize(MAP_HEIGHT) };
    const places = labelPlaces(areas.map(({ geometry }) => geometry as Geometry), map, { width: typeSize(WIDEST), height: typeSize(LINE * lines) });
    return areas.map((area, index) => ({
      type: "Feature", properties: { name: area.code, cp: places[index] }, geometry: area.geometry,
    }));
  }, [rows, large, lines, width]);
  const mapName = `county-${shapes.length}-${width}-${lines}-${large}`;
  const option = useMemo<Option>(() => {
    registerMap(mapName, { type: "FeatureCollection", features: shapes } as never);
    const labelled = new Map(rows.map((row) => [row.area.code, row]));
    return {
      aria: { enabled: true, label: { description: say.map } },
      series: [{
        type: "map", map: mapName, roam: false, selectedMode: false, top: 4, bottom: 4, left: 4, right: 4,
        label: {
          show: true, fontSize: typeSize(12), lineHeight: typeSize(LINE), width: typeSize(WIDEST), overflow: "break", color: "#1f1f1f", textBorderColor: "#ffffff", textBorderWidth: 2,
          formatter: ({ name }: { name: string }) => {
            const row = labelled.get(name);
            return row ? `${row.area.name}\n${signs[row.stand]} ${row.percent === null ? "—" : `${row.percent}%`}` : "";
          },
        },
        emphasis: { label: { show: true }, itemStyle: { areaColor: "inherit" } },
        data: rows.map((row) => ({
          name: row.area.code, value: row.percent ?? 0,
          itemStyle: {
            areaColor: fills[row.stand], borderColor: row.area.code === picked ? "#7a0c12" : "#ffffff",
            borderWidth: row.area.code === picked ? 2.5 : 1.5,
          },
        })),
      }],
    } as Option;
    // large changes typeSize
  }, [rows, shapes, mapName, picked, say, large]);
  const place = useChart(option, pick);
  return (
    <div ref={frame} className={styles.map}>
      <div ref={place} className={styles.drawn} role="img" aria-label={say.map} />
    </div>
  );
}
