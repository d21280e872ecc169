import { css } from "./_css.ts";
import { curveSection } from "./_curveSection.ts";
import { exampleSection } from "./_exampleSection.ts";
import { factSection } from "./_factSection.ts";
import { headline } from "./_headline.ts";
import { html, raw } from "./_html.ts";
import { callTable, categoryTable, typeTable } from "./_scoreTables.ts";
import { suspectSection, type SuspectSheet } from "./_suspectSection.ts";
import { trainingSection, type TrainingPoint } from "./_trainingSection.ts";
import type { Evaluation } from "./evaluate.ts";
import type { Example } from "./makeExamples.ts";
import type { Results } from "./results.ts";

export interface ReportOptions {
  results: Results;
  /** For curves and decisions; a report from `results.json` alone goes without. */
  evaluation?: Evaluation;
  /** From `makeExamples`. */
  examples?: Example[];
  /** Readings of the loss in the order of their steps. */
  trainingCurve?: TrainingPoint[];
  /** Training images that were trusted least, for methods that tell. */
  suspects?: SuspectSheet;
}

/**
 * One HTML file that shows what an evaluation found: numbers, examples, curves, training and run
 * facts. It asks for nothing from outside (and forbids itself to), follows the reader's light or
 * dark setting, and prints. A part without data is left out.
 *
 * @example
 * await writeFile("report.html", renderReport({ results, evaluation, examples, trainingCurve }));
 */
export function renderReport({
  results,
  evaluation,
  examples = [],
  trainingCurve = [],
  suspects,
}: ReportOptions): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <meta name="color-scheme" content="light dark" />
        <title>${results.method} on ${results.dataset.name}</title>
        <style>
          ${raw(css)}
        </style>
      </head>
      <body>
        <main>
          ${headline(results, evaluation)} ${typeTable(results, evaluation)}
          ${callTable(results, evaluation)} ${categoryTable(results)} ${exampleSection(examples)}
          ${curveSection(evaluation)} ${trainingSection(trainingCurve)} ${suspectSection(suspects)}
          ${factSection(results, evaluation)}
        </main>
      </body>
    </html>`;
  return page.html;
}
