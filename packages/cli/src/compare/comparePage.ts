import { html, reportPage, scoreNames } from "@flawlens/report";
import type { Html, ScoreSpreads, Spread } from "@flawlens/report";
import { columns as allColumns } from "./cells.ts";
import { percent } from "../terminal/percent.ts";
import type { Column } from "./cells.ts";
import type { RunComparison, RunRow, SeedGroup } from "./compareRuns.ts";

/** Numbers only: words stand under the run's name, so that the table fits a page. */
const columns = allColumns.filter(({ rank }) => rank);

/** Runs side by side as one self-contained page. */
export function comparePage(comparison: RunComparison): string {
  const { runs, groups, differences } = comparison;
  const names = [...new Set(runs.map(({ dataset }) => dataset.name))];
  return reportPage({
    title: `${runs.length} runs compared`,
    body: [
      html`<header>
        <h1>${runs.length === 1 ? "One run" : `${runs.length} runs compared`}</h1>
        <p class="soft">${names.join(", ")}</p>
        <p class="how">
          Any defect against normal. 100&nbsp;% means that every anomaly ranks above everything
          normal, and an AUROC of 50&nbsp;% is chance. Found defects and false alarms are what the
          thresholds decided that each run stored; they were chosen on validation data.
        </p>
      </header>`,
      html`<section>
        ${differences.map((difference) => html`<p><b>${difference}</b></p>`)}
        ${runTable(comparison)}
      </section>`,
      groups.length > 0
        ? html`<section>
            <h2>Over seeds</h2>
            <p>
              Mean ± sample standard deviation in percent, of runs that differ in nothing but their
              seed.
            </p>
            ${groups.map(seedTable)}
          </section>`
        : null,
    ],
  });
}

function runTable({ runs, differences }: RunComparison): Html {
  const sets = new Set(runs.map(({ dataset }) => dataset.name)).size;
  const comparable = runs.length > 1 && differences.length === 0;
  const best = new Map(columns.map((column) => [column, comparable ? bestOf(column, runs) : null]));
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th></th>
            ${groupHeads(columns)}
          </tr>
          <tr>
            <th>run</th>
            ${columns.map(
              (column, i) => html`<th class="${begins(columns, i)}">${column.title}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${runs.map(
            (row) =>
              html`<tr>
                <th scope="row">
                  ${row.run}
                  <div class="soft small" style="font-weight:400">${wordsOf(row, sets)}</div>
                </th>
                ${columns.map((column, i) => {
                  const wins = best.get(column) !== null && column.rank?.(row) === best.get(column);
                  return html`<td class="${begins(columns, i)}${wins && " same"}">
                    ${column.of(row)}
                  </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <ul class="notes">
      ${comparable && html`<li>The best of each column is marked.</li>`}
      <li>
        ms/image: scoring alone, one image after the other, measured when this page was made. MB:
        size of detector.onnx. GiB: most memory that training held. – not known.
      </li>
    </ul>`;
}

/** What a run is, in words. */
function wordsOf({ method, seed, dataset }: RunRow, sets: number): string {
  return [method, `seed ${seed}`, ...(sets > 1 ? [dataset.name] : [])].join(", ");
}

/** The best number of a column; null where all are equal or fewer than two are known. */
function bestOf({ rank, higher = false }: Column, runs: readonly RunRow[]): number | null {
  const known = runs.map((row) => rank?.(row) ?? null).filter((value) => value !== null);
  if (new Set(known).size < 2) return null;
  return higher ? Math.max(...known) : Math.min(...known);
}

/** Class of a cell that begins a group of columns. */
function begins(all: readonly Column[], i: number): string {
  const { group } = all[i];
  return i > 0 && group !== all[i - 1].group ? "group" : "";
}

function groupHeads(all: readonly Column[]): Html[] {
  const heads: { group: string; span: number }[] = [];
  for (const { group } of all) {
    const last = heads.at(-1);
    if (last && last.group === group) last.span++;
    else heads.push({ group, span: 1 });
  }
  return heads.map(
    ({ group, span }, i) => html`<th class="${i > 0 && "group"}" colspan="${span}">${group}</th>`,
  );
}

const scoreTitles = ["AUROC", "AP", "F1max", "AUROC", "AP", "F1max", "AUPRO"];

function seedTable({ method, dataset, comparison }: SeedGroup): Html {
  const { seeds, types, macro, any, differences } = comparison;
  const rows: [string, ScoreSpreads][] = [
    ...Object.entries(types),
    ...(Object.keys(types).length > 1 ? [["mean of types", macro] as [string, ScoreSpreads]] : []),
    ["any defect", any],
  ];
  return html`<h3>${method} on ${dataset}</h3>
    <p class="soft small">Seeds ${seeds.join(", ")}</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th></th>
            <th colspan="3">image</th>
            <th class="group" colspan="4">pixel</th>
          </tr>
          <tr>
            <th>type</th>
            ${scoreTitles.map((title, i) => html`<th class="${i === 3 && "group"}">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([name, spreads]) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${scoreNames.map(
                  (score, i) =>
                    html`<td class="${i === 3 && "group"}">${spreadText(spreads[score])}</td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <ul class="notes">
      ${differences.map((difference) => html`<li>${difference}</li>`)}
    </ul>`;
}

function spreadText(spread: Spread | null): string {
  if (!spread) return "–";
  const { mean, standardDeviation } = spread;
  const tail = standardDeviation === null ? "" : ` ± ${percent(standardDeviation)}`;
  return `${percent(mean)}${tail}`;
}
