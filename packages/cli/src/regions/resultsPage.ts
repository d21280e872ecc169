import type { DescriberResults, RankedRegion, RegionManifest } from "@flawlens/alphaclip";
import { html, reportPage, runSection, trainingSection } from "@flawlens/report";
import type { Html, TrainingPoint } from "@flawlens/report";
import { accuracySection } from "./accuracySection.ts";
import { confusionSection } from "./confusionSection.ts";
import { exampleSection } from "./exampleSection.ts";
import { percent } from "../terminal/percent.ts";

export interface PageOptions {
  results: DescriberResults;
  regions: RegionManifest;
  /** What was said of each region. */
  said: readonly RankedRegion[];
  trainingCurve?: readonly TrainingPoint[];
}

/** One self-contained page of an evaluation: accuracies, example regions, confusion, training, facts. */
export async function resultsPage({
  results,
  regions,
  said,
  trainingCurve = [],
}: PageOptions): Promise<string> {
  return reportPage({
    title: `${results.method} on ${results.dataset.name}`,
    body: [
      headline(results),
      accuracySection(results),
      await exampleSection(regions, said),
      confusionSection(regions, said),
      trainingSection([...trainingCurve]),
      factSection(results),
    ],
  });
}

function headline({
  method,
  dataset,
  accuracy,
  candidates,
  chance,
  split,
}: DescriberResults): Html {
  const { all, sameObject } = accuracy.region;
  const { count } = all.total;
  return html`<header>
      <h1>${method}</h1>
      <p class="soft">
        ${dataset.name} · ${count} regions of the ${split} split · ${candidates} descriptions
      </p>
      <p class="how">
        Each region is shown to the model as the whole image and a mask; the description whose
        embedding is nearest is its answer. It is right if it is the description of the region's
        object and defect.
      </p>
    </header>
    <dl class="tiles">
      ${tile("Accuracy", all.total.accuracy, `among all ${candidates}; guessing ${percent(chance.all)} %`)}
      ${tile("Its object known", sameObject.total.accuracy, `among its object's descriptions; guessing ${percent(chance.sameObject)} %`)}
      ${tile("Among the first five", all.top5, `of all ${candidates} descriptions`)}
      ${tile("Mean of objects", all.macro, `of ${Object.keys(all.byCategory).length}, each counting the same`)}
      ${tile("Without a mask", accuracy.none.all.total.accuracy, "the same model, told that the whole image is the region")}
      ${tile("With a wrong mask", accuracy.wrong.all.total.accuracy, "the same model, told the region of another image")}
    </dl>`;
}

function tile(name: string, fraction: number, hint: string): Html {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd class="value">${percent(fraction)}<span class="unit">&nbsp;%</span></dd>
    <dd class="hint">${hint}</dd>
  </div>`;
}

function factSection({ engine, seed, dataset, seconds, versions, config }: DescriberResults): Html {
  const facts: [string, string][] = [
    ["Engine", `${engine.name} on ${engine.provider}, ${engine.threads} threads`],
    ["Seed", `${seed}`],
    [
      "Regions",
      `${dataset.train} train, ${dataset.validation} validation, ${dataset.test} test; ${dataset.hash}`,
    ],
    [
      "Time",
      `${seconds.train.toFixed(0)} s to train, ${seconds.evaluate.toFixed(0)} s to evaluate`,
    ],
  ];
  return runSection(facts, { versions, config });
}
