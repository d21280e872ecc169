import { coverage } from "./coverage.ts";
import { inferno } from "./inferno.ts";

// The colours as they look over a grey image.
const gradient = Array.from({ length: 41 }, (_, i) => {
  const rgb = inferno(i / 40).map(Math.round);
  return `rgb(${rgb.join(" ")} / ${coverage(i / 40).toFixed(2)})`;
}).join(", ");

const light = `
  --ground: #fff; --surface: #f5f6f8; --raised: #fff; --ink: #15181c; --soft: #565e68; --line: #dde1e6;
  --faint: #eceff2; --accent: #0a58b0; --tint: #d7e6f7; --ghost: #c3c9d1; --warn: #9a4a00; --shade: #0a58b018;`;
const dark = `
  --ground: #121518; --surface: #1a1e22; --raised: #1f2428; --ink: #e9ecef; --soft: #a5adb6; --line: #343b42;
  --faint: #262b30; --accent: #82bcff; --tint: #1d3a5c; --ghost: #4b545d; --warn: #ffb366; --shade: #82bcff22;`;

/** The style of the report: light and dark by the reader's setting (or `data-theme` on the root), and print. */
export const css = `
:root { color-scheme: light; ${light} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${dark} } }
:root[data-theme="dark"] { color-scheme: dark; ${dark} }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 28px 72px; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 21px; line-height: 1.3; margin: 56px 0 4px; }
h3 { font-size: 16px; line-height: 1.35; margin: 28px 0 2px; }
p { margin: 0 0 12px; max-width: 76ch; text-wrap: pretty; }
.soft { color: var(--soft); }
.small, figcaption, .notes { font-size: 14px; line-height: 1.5; }
p.small { max-width: 92ch; }
.how { margin-top: 16px; padding: 12px 16px; background: var(--surface); border-left: 3px solid var(--accent); max-width: none; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(158px, 1fr)); gap: 12px; margin: 24px 0 0; padding: 0; }
.tile { border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px 13px; display: grid; grid-row: span 3; grid-template-rows: subgrid; row-gap: 0; }
.tile dt { font-size: 14px; line-height: 1.35; font-weight: 600; }
.tile dd { margin: 0; }
.tile .value { font-size: 30px; line-height: 1.3; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tile .unit { font-size: 17px; font-weight: 500; letter-spacing: 0; }
.tile .hint { font-size: 13px; line-height: 1.4; color: var(--soft); }

.scroll { overflow-x: auto; margin: 14px 0 0; }
table { border-collapse: collapse; width: 100%; font-size: 15px; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 9px; text-align: right; vertical-align: baseline; border-bottom: 1px solid var(--faint); white-space: nowrap; }
thead th { font-size: 13px; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); vertical-align: bottom; }
thead tr:not(:last-child) th { text-align: center; border-bottom: 0; padding-bottom: 0; color: var(--ink); }
th[scope="row"], thead th:first-child { text-align: left; padding-left: 0; }
th[scope="row"] { font-weight: 550; white-space: normal; overflow-wrap: break-word; min-width: 8em; max-width: 22em; }
.group { border-left: 1px solid var(--line); }
tfoot th, tfoot td { border-bottom: 0; font-weight: 650; }
tfoot tr:first-child > * { border-top: 1.5px solid var(--ink); }
tbody tr:last-child > * { border-bottom: 0; }
td.score { min-width: 64px; }
.bar { display: block; height: 3px; margin: 2px 0 0; border-radius: 2px; background: var(--faint); }
.bar i { display: block; height: 100%; border-radius: 2px; background: var(--accent); }
.calls { width: auto; min-width: min(100%, 560px); }
.calls thead th { white-space: normal; max-width: 9em; }
.same { background: var(--tint); font-weight: 650; }
.notes { color: var(--soft); margin: 10px 0 0; padding: 0; list-style: none; max-width: 90ch; overflow-wrap: anywhere; }

.legend { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; margin: 14px 0 0; font-size: 14px; max-width: none; }
.scale { position: relative; width: 220px; height: 14px; border-radius: 2px; border: 1px solid var(--line); background: linear-gradient(90deg, ${gradient}), #808080; }
.scale::after { content: ""; position: absolute; left: calc(50% - 1px); top: -4px; width: 2px; height: 20px; background: var(--ink); }
.examples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 500px), 1fr)); gap: 16px; margin: 12px 0 0; }
.example { margin: 0; border: 1px solid var(--line); border-radius: 8px; padding: 12px; background: var(--raised); break-inside: avoid; }
.trio { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px; }
.trio div { display: flex; flex-direction: column; gap: 3px; }
.trio span { font-size: 12px; color: var(--soft); }
.trio img, .none { width: 100%; aspect-ratio: 1; object-fit: contain; background: var(--surface); border-radius: 4px; display: block; }
.trio .none { display: grid; place-items: center; text-align: center; color: var(--soft); font-size: 13px; padding: 8px; }
.example figcaption { margin-top: 10px; }
.verdict { display: flex; flex-wrap: wrap; gap: 2px 10px; justify-content: space-between; align-items: baseline; }
.verdict b { overflow-wrap: anywhere; }
.mark { font-weight: 650; }
.score-line { display: flex; flex-wrap: wrap; gap: 0 10px; justify-content: space-between; margin-top: 6px; color: var(--soft); font-size: 12.5px; font-variant-numeric: tabular-nums; }
.why { margin: 2px 0 4px; font-size: 13.5px; line-height: 1.45; }
.id { color: var(--soft); font-size: 12.5px; overflow-wrap: anywhere; }
.meter { display: block; width: 100%; height: 14px; margin: 1px 0 4px; }

.grid { width: auto; margin-top: 14px; }
.grid th, .grid td { padding: 3px; border: 0; text-align: center; vertical-align: middle; }
.grid thead th { font-size: 12px; vertical-align: bottom; white-space: normal; overflow-wrap: break-word; max-width: 110px; }
.grid th[scope="row"] { text-align: left; min-width: 7em; max-width: 12em; font-size: 14px; padding-right: 10px; }
.grid img { width: 104px; height: 104px; object-fit: contain; background: var(--surface); border-radius: 3px; display: block; }
.grid .own img { outline: 2px solid var(--accent); outline-offset: 1px; }

.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 4px 18px; margin: 14px 0 0; }
.panel { margin: 0; break-inside: avoid; display: grid; grid-row: span 2; grid-template-rows: subgrid; row-gap: 4px; }
.panel figcaption { display: flex; gap: 8px; justify-content: space-between; align-items: end; line-height: 1.3; }
.panel svg { margin-bottom: 14px; }
.panel b { overflow-wrap: anywhere; font-weight: 650; }
.panel span { white-space: nowrap; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font: 11.5px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
.axis { stroke: var(--soft); stroke-width: 1; fill: none; }
.tick { stroke: var(--faint); stroke-width: 1; }
.curve { stroke: var(--accent); stroke-width: 2.2; fill: none; stroke-linejoin: round; }
.second { stroke: var(--ink); stroke-width: 1.6; stroke-dasharray: 5 3; fill: none; }
.ghost { stroke: var(--ghost); stroke-width: 1; fill: none; }
.chance { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; fill: none; }
.area { fill: var(--shade); }
.dot { fill: var(--ground); stroke: var(--ink); stroke-width: 2; }
.wide { max-width: 860px; margin: 14px 0 0; }

.facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 24px; margin: 14px 0 0; font-size: 15px; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
details { margin-top: 16px; }
summary { cursor: pointer; font-weight: 600; }
pre { background: var(--surface); padding: 12px 16px; border-radius: 6px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

@media (max-width: 560px) {
  main { padding: 24px 16px 48px; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: 8px; }
}
@media print {
  @page { margin: 14mm; }
  main { max-width: none; padding: 0; }
  body { font-size: 11pt; }
  table { font-size: 9.5pt; }
  th, td { padding: 4px 6px; }
  h2, h3, h2 + p, p.small, .legend { break-after: avoid; }
  tr, .tile, p, dl { break-inside: avoid; }
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .scroll { overflow: visible; }
  .examples { grid-template-columns: repeat(2, 1fr); }
  .panels { grid-template-columns: repeat(4, 1fr); }
  .scale, .trio img, .grid img, .bar, .same, .how, .meter, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
