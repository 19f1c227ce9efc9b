import { LineChart, MapChart } from "echarts/charts";
import { AriaComponent, GeoComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, registerMap, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

use([MapChart, LineChart, GeoComponent, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

export { registerMap };
export type Option = Parameters<ReturnType<typeof init>["setOption"]>[0];

/** Draw a chart into an element and keep it at the element's size; gives the reference for the element. */
export function useChart(option: Option, click?: (name: string) => void) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(undefined);
  const onClick = useRef(click);
  onClick.current = click;
  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current);
    chart.current = made;
    made.on("click", ({ name }) => onClick.current?.(name));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => { observer.disconnect(); made.dispose(); };
  }, []);
  useEffect(() => chart.current?.setOption(option), [option]);
  return place;
}

/** Type of charts follows the setting of large type. */
export const typeSize = (size: number) =>
  size * Number(getComputedStyle(document.documentElement).getPropertyValue("--type") || 1);
