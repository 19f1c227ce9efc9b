// A dashboard of one page: the townships on the county's map, and two charts, moving when figures are confirmed.
// It reads with a dashboard's token, which must name the views townshipCompleteness and indicatorByArea.
import { Client, fetchExchange, gql } from "@urql/core";
import * as echarts from "echarts";

const AREAS = gql`
  query Areas {
    county { name today }
    organisation { areas(level: TOWNSHIP) { code name geometry } }
  }
`;
const FIGURES = gql`
  query Figures($period: String!) {
    overview {
      townshipCompleteness(where: { period: { eq: $period } }, first: 100) {
        asOf { position time }
        nodes { area areaName asked confirmed overdue confirmedPct }
      }
      indicatorByArea(where: { period: { eq: $period } }, first: 1000) {
        nodes { indicator area areaName indicatorName unitOfMeasure value lastYear changePct areas areasExpected }
      }
    }
  }
`;
const MONTHS = gql`
  query Months($indicator: String!, $periods: [String!]!) {
    overview {
      indicatorByArea(where: { indicator: { eq: $indicator }, period: { in: $periods } }, first: 1000) {
        nodes { area period value }
      }
    }
  }
`;
const CHANGES = gql`
  subscription Changes($after: Position) { changes(after: $after) { position overview } }
`;
const FIRST_CHOICE = "POP15"; // 出生人口, where the county has it
const COLOURS = { done: "#bfe0c7", going: "#f7dfa6", late: "#eeb0ac", none: "#e7e4de" };
const SIGNS = { done: "●", going: "▲", late: "■", none: "" }; // never by colour alone
const ENDED = "令牌已到期或已废止,请换一个。";
const RED = "#a3161c";

const $ = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 });
const charts = Object.fromEntries(["map", "towns", "months"].map((id) => [id, null]));
const state = { client: null, county: null, areas: [], period: "", figures: null, indicator: "", position: null };

// What is kept: the hub's address and the token, given once in the form or after # in the address of this page.
function settings() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of ["hub", "token"]) {
    if (given.get(name)) localStorage.setItem(`dashboard.${name}`, given.get(name));
  }
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return { hub: localStorage.getItem("dashboard.hub"), token: localStorage.getItem("dashboard.token") };
}

function connect({ hub, token }) {
  return new Client({
    url: `${hub.replace(/\/$/, "")}/graphql`,
    exchanges: [fetchExchange],
    fetchSubscriptions: true,
    preferGetMethod: false,
    requestPolicy: "network-only",
    fetchOptions: { credentials: "omit", headers: { authorization: `Bearer ${token}`, "accept-language": "zh" } },
  });
}

async function ask(document, variables = {}) {
  const { data, error } = await state.client.query(document, variables).toPromise();
  if (error) throw error;
  return data;
}

/** The month before the hub's day, and the twelve before that, the oldest first. */
function monthsUntil(today) {
  const [year, month] = today.split("-").map(Number);
  return Array.from({ length: 13 }, (_, back) => new Date(Date.UTC(year, month - 2 - (12 - back), 1)).toISOString().slice(0, 7));
}

async function begin() {
  const { county, organisation } = await ask(AREAS);
  Object.assign(state, { county, areas: organisation.areas, months: monthsUntil(county.today) });
  state.period = state.months.at(-1);
  document.title = $("county").textContent = `${county.name}看板`;
  $("period").textContent = `${state.period.replace("-", "年")}月`;
  const features = state.areas.filter(({ geometry }) => geometry)
    .map(({ code, geometry }) => ({ type: "Feature", properties: { name: code }, geometry }));
  echarts.registerMap("county", { type: "FeatureCollection", features });
  $("board").hidden = false;
  for (const id of Object.keys(charts)) {
    charts[id] = echarts.init($(id));
    new ResizeObserver(() => { charts[id].resize(); if (state.figures) draw(); }).observe($(id));
  }
  $("indicator").addEventListener("change", () => { state.indicator = $("indicator").value; void read(); });
  await read();
  void follow();
}

/** Read every number anew; what an earlier, slower reading answers is left out. */
let reading = 0;
async function read() {
  const mine = ++reading;
  const { overview } = await ask(FIGURES, { period: state.period });
  if (mine !== reading) return;
  offer(overview.indicatorByArea.nodes);
  const months = await ask(MONTHS, { indicator: state.indicator, periods: state.months });
  if (mine !== reading) return;
  state.figures = { ...overview, months: months.overview.indicatorByArea.nodes };
  state.position ??= overview.townshipCompleteness.asOf.position;
  draw();
}

/** Offer the indicators that are on record; the one chosen stays. */
function offer(nodes) {
  const known = new Map(nodes.map(({ indicator, indicatorName }) => [indicator, indicatorName]));
  if (!known.has(state.indicator)) state.indicator = known.has(FIRST_CHOICE) ? FIRST_CHOICE : known.keys().next().value ?? FIRST_CHOICE;
  $("indicator").replaceChildren(...[...known].map(([code, name]) => new Option(name, code, false, code === state.indicator)));
}

/** Follow what changes by server-sent events; after a break go on from the last position. */
async function follow() {
  for (let wait = 1; ; wait = Math.min(wait * 2, 30)) {
    const code = await new Promise((ended) => {
      const source = state.client.subscription(CHANGES, { after: state.position });
      const { unsubscribe } = source.subscribe(({ data, error, hasNext }) => {
        if (error) { unsubscribe?.(); ended(error.graphQLErrors[0]?.extensions?.code ?? "BROKEN"); return; }
        if (data?.changes) {
          wait = 1;
          state.position = data.changes.position;
          if (data.changes.overview) read().catch(show);
        }
        if (hasNext === false) ended("ENDED");
      });
      live(true);
    });
    live(false);
    if (code === "SESSION_ENDED" || code === "NOT_SIGNED_IN") return show({ graphQLErrors: [{ message: ENDED }] });
    // Gone too long: what is shown is read again, and followed from there.
    if (code === "POSITION_TOO_OLD" || code === "BAD_POSITION" || code === "TOO_SLOW_READING") state.position = null;
    await new Promise((rested) => setTimeout(rested, wait * 1000));
    await read().catch(show);
  }
}

function live(yes) {
  $("state").dataset.live = yes ? "yes" : "no";
  $("state").textContent = yes ? "实时" : "正在重新连接…";
}

function show(error) {
  const said = error.graphQLErrors?.[0]?.message
    ?? (error.response?.status === 401 ? ENDED : error.networkError ? "连不上系统,稍后自动重试。" : String(error));
  $("trouble").textContent = said;
  $("trouble").hidden = false;
  live(false);
}

function stand({ asked, confirmed, overdue }) {
  if (!asked) return "none";
  if (confirmed >= asked) return "done";
  return overdue > 0 ? "late" : "going";
}

function draw() {
  const { townshipCompleteness, indicatorByArea, months } = state.figures;
  const towns = new Map(townshipCompleteness.nodes.map((node) => [node.area, node]));
  const order = state.areas.map(({ code }) => code);
  const values = new Map(indicatorByArea.nodes.filter(({ indicator }) => indicator === state.indicator).map((node) => [node.area, node]));
  const county = [...values.values()].find(({ area }) => !order.includes(area) && area.length === 6);
  $("trouble").hidden = true;
  tiles([...towns.values()], county, values);
  drawMap(towns);
  drawTowns(order.filter((code) => values.has(code)).map((code) => values.get(code)));
  drawMonths(months.filter(({ area }) => (county ? area === county.area : order.includes(area))));
}

function tiles(towns, county, values) {
  const sum = (name) => towns.reduce((total, town) => total + Number(town[name]), 0);
  const asked = sum("asked");
  const unit = [...values.values()][0]?.unitOfMeasure ?? "";
  const small = (text) => Object.assign(document.createElement("small"), { textContent: text });
  $("confirmed").replaceChildren(asked ? `${percent((100 * sum("confirmed")) / asked)}` : "—", small(asked ? `${sum("confirmed")} / ${asked} 个数` : "无须填报"));
  $("done").replaceChildren(String(towns.filter((town) => stand(town) === "done").length), small(`共 ${towns.length} 个`));
  const name = [...values.values()][0]?.indicatorName ?? "";
  $("total-name").textContent = `全县${name}`;
  $("months-name").textContent = `${name} 近 13 个月`;
  const change = county?.changePct == null ? "" : `,同比 ${Number(county.changePct) > 0 ? "+" : ""}${number.format(county.changePct)}%`;
  const counted = county && county.areas < county.areasExpected ? `已计 ${county.areas}/${county.areasExpected} 个乡镇` : `全部已计`;
  $("total").replaceChildren(county?.value == null ? "—" : `${number.format(county.value)} ${unit}`, small(county?.value == null ? "" : counted + change));
}

/** Never rounded up: 100% is all of it. */
const percent = (value) => `${Math.floor(value * 10) / 10}%`;

function drawMap(towns) {
  const narrow = $("map").clientWidth < 520;
  const label = ({ name }) => {
    const town = towns.get(name);
    const area = state.areas.find(({ code }) => code === name);
    const short = narrow ? area?.name.replace(/(街道|镇|乡)$/, "") : area?.name;
    return town ? `${short}\n${SIGNS[stand(town)]} ${town.confirmedPct === null ? "—" : percent(town.confirmedPct)}` : short ?? "";
  };
  charts.map.setOption({
    series: [{
      type: "map", map: "county", top: 6, bottom: 6, left: 6, right: 6, selectedMode: false,
      label: { show: true, fontSize: narrow ? 11 : 13, lineHeight: narrow ? 14 : 17, color: "#1f1f1f", textBorderColor: "#fff", textBorderWidth: 2, formatter: label },
      labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
      emphasis: { label: { show: true }, itemStyle: { areaColor: "inherit", borderColor: RED, borderWidth: 2 } },
      data: state.areas.map(({ code }) => ({
        name: code, value: Number(towns.get(code)?.confirmedPct ?? 0),
        itemStyle: { areaColor: COLOURS[towns.has(code) ? stand(towns.get(code)) : "none"], borderColor: "#fff", borderWidth: 1.5 },
      })),
    }],
    tooltip: {
      formatter: ({ name }) => {
        const town = towns.get(name);
        return town ? `${town.areaName}<br>应报 ${town.asked},已审签 ${town.confirmed}${town.overdue > 0 ? `,逾期 ${town.overdue}` : ""}` : "";
      },
    },
  });
}

function drawTowns(nodes) {
  charts.towns.setOption({
    color: [RED, "#cfc8bb"], animationDuration: 300,
    grid: { left: 4, right: 4, top: 30, bottom: 4, containLabel: true },
    legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 10 }, tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: nodes.map(({ areaName }) => areaName), axisTick: { show: false }, axisLabel: { interval: 0, fontSize: 11, rotate: nodes.length > 6 ? 40 : 0, color: "#444" } },
    yAxis: { type: "value", splitNumber: 3, axisLabel: { fontSize: 11 } },
    series: [
      { name: "本期", type: "bar", barMaxWidth: 18, data: nodes.map(({ value }) => (value === null ? null : Number(value))) },
      { name: "上年同期", type: "bar", barMaxWidth: 18, data: nodes.map(({ lastYear }) => (lastYear === null ? null : Number(lastYear))) },
    ],
  });
}

function drawMonths(nodes) {
  // Missing is not zero: a month that nobody has confirmed leaves a gap.
  const totals = state.months.map((month) => {
    const of = nodes.filter(({ period, value }) => period === month && value !== null);
    return of.length ? of.reduce((sum, { value }) => sum + Number(value), 0) : null;
  });
  charts.months.setOption({
    color: [RED], animationDuration: 300, grid: { left: 4, right: 16, top: 14, bottom: 4, containLabel: true }, tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: state.months, axisLabel: { fontSize: 11, color: "#444" }, axisTick: { show: false } },
    yAxis: { type: "value", splitNumber: 3, min: ({ min }) => Math.floor(min * 0.9), axisLabel: { fontSize: 11 } },
    series: [{ type: "line", data: totals, symbolSize: 7, lineStyle: { width: 2.5 }, areaStyle: { opacity: 0.08 } }],
  });
}

function start(kept) {
  if (!kept.hub || !kept.token) {
    $("settings").hidden = false;
    $("settings").addEventListener("submit", (event) => {
      event.preventDefault();
      for (const [name, value] of new FormData($("settings"))) localStorage.setItem(`dashboard.${name}`, value.trim());
      location.reload();
    });
    return;
  }
  state.client = connect(kept);
  begin().catch((error) => {
    show(error);
    // A token that is worth nothing is asked for again; a hub that is away is tried again.
    if (error.response?.status === 401) localStorage.removeItem("dashboard.token");
    setTimeout(() => location.reload(), 10_000);
  });
}

start(settings());
