import type { DetectorMetadata } from "@flawlens/inference/core";
import { ablationSection, type AblationRow } from "./_ablationSection.ts";
import { curveSection } from "./_curveSection.ts";
import { exampleSection } from "./_exampleSection.ts";
import { factSection } from "./_factSection.ts";
import { headline, untestedHeadline } from "./_headline.ts";
import { oddestSection, type OddestSheet } from "./_oddestSection.ts";
import { callTable, categoryTable, typeTable } from "./_scoreTables.ts";
import { suspectSection, type SuspectSheet } from "./_suspectSection.ts";
import { thresholdSection } from "./_thresholdSection.ts";
import { trainingSection, type TrainingPoint } from "./_trainingSection.ts";
import { reportPage } from "./reportPage.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Example } from "./makeExamples.ts";
import type { Results } from "./results.ts";

export interface ReportOptions {
  results: Results;
  /** The source of curves and decisions; a report from `results.json` alone has neither. */
  evaluation?: Evaluation;
  /** The examples that `makeExamples` made. */
  examples?: Example[];
  /** The detector's metadata, for its thresholds, what they rest on, and what the values of its maps mean. */
  metadata?: DetectorMetadata;
  /** Normal images that score highest, where there are no defects to test with. */
  oddest?: OddestSheet;
  /** Readings of the loss in the order of their steps. */
  trainingCurve?: TrainingPoint[];
  /** Training images that were trusted least, for methods that tell. */
  suspects?: SuspectSheet;
  /** Parts of the method judged by themselves, for methods that have some. */
  ablation?: AblationRow[];
}

/**
 * One HTML file that shows what an evaluation found: numbers, examples, curves, training and the facts of the run.
 * For a run that has no defects to test with, it shows the images that the detector finds oddest instead. The file
 * asks for nothing from outside (and forbids itself to), follows the reader's light or dark setting, and prints. A
 * part without data is left out.
 *
 * @example
 * await writeFile("report.html", renderReport({ results, evaluation, examples, metadata }));
 */
export function renderReport({
  results,
  evaluation,
  examples = [],
  metadata,
  oddest,
  trainingCurve = [],
  suspects,
  ablation = [],
}: ReportOptions): string {
  const maps = metadata?.maps ?? "absolute";
  return reportPage({
    title: `${results.method} on ${results.dataset.name}`,
    body: [
      ...(results.dataset.test === 0
        ? [untestedHeadline(results)]
        : [
            headline(results, evaluation),
            typeTable(results, evaluation),
            callTable(results, evaluation),
            categoryTable(results),
          ]),
      thresholdSection(metadata, evaluation?.decisions?.any),
      oddestSection(oddest, maps),
      exampleSection(examples, maps),
      ablationSection(ablation),
      curveSection(evaluation),
      trainingSection(trainingCurve),
      suspectSection(suspects),
      factSection(results, evaluation),
    ],
  });
}
