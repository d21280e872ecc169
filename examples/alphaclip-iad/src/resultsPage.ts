import { join } from "node:path";
import {
  accuracyRows,
  type DescriberResults,
  type RankedRegion,
  type RegionManifest,
  regionMask,
} from "@flawlens/alphaclip";
import { readImage } from "@flawlens/datasets";
import {
  html,
  type Html,
  reportPage,
  runSection,
  trainingSection,
  type TrainingPoint,
} from "@flawlens/report";
import { regionFigure } from "./regionFigure.ts";

export interface PageOptions {
  results: DescriberResults;
  regions: RegionManifest;
  /** What was said of each region. */
  said: readonly RankedRegion[];
  trainingCurve?: TrainingPoint[];
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
      trainingSection(trainingCurve),
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
        ${dataset.name} · ${count} regions of the ${split} side · ${candidates} descriptions
      </p>
      <p class="how">
        Each region is shown to the model as the whole image and a mask; the description whose
        embedding is nearest is its answer. It is right if it is the description of the region's
        object and defect.
      </p>
    </header>
    <dl class="tiles">
      ${tile("Accuracy", all.total.accuracy, `of all ${candidates}; guessing ${percent(chance.all)} %`)}
      ${tile("Its object known", sameObject.total.accuracy, `of its object's descriptions; guessing ${percent(chance.sameObject)} %`)}
      ${tile("Among the first five", all.top5, `of all ${candidates}`)}
      ${tile("Mean of objects", all.macro, `of ${Object.keys(all.byCategory).length}, whatever their size`)}
      ${tile("Without a mask", accuracy.none.all.total.accuracy, "the same model, the whole image its region")}
      ${tile("With a wrong mask", accuracy.wrong.all.total.accuracy, "the same model, another image's region")}
    </dl>`;
}

function tile(name: string, fraction: number, hint: string): Html {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd class="value">${percent(fraction)}<span class="unit">&nbsp;%</span></dd>
    <dd class="hint">${hint}</dd>
  </div>`;
}

function accuracySection(results: DescriberResults): Html {
  const { accuracy } = results;
  const { all, sameObject } = accuracy.region;
  const groups = [
    { title: "By object", pick: "byCategory" },
    { title: "By regions in the image", pick: "byRegionCount" },
  ] as const;
  return html`<section>
    <h2>Accuracy</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th></th>
            <th>of all descriptions</th>
            <th>of its object's</th>
          </tr>
        </thead>
        <tbody>
          ${accuracyRows(results).map(
            (row) =>
              html`<tr>
                <th scope="row">${row.name}</th>
                <td>${percent(row.all)} %</td>
                <td>${percent(row.sameObject)} %</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${groups.map(
      ({ title, pick }) =>
        html`<h3>${title}</h3>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th></th>
                  <th>regions</th>
                  <th>right</th>
                  <th>of all</th>
                  <th>of its object's</th>
                </tr>
              </thead>
              <tbody>
                ${Object.entries(all[pick]).map(
                  ([name, { count, correct, accuracy: value }]) =>
                    html`<tr>
                      <th scope="row">${name}</th>
                      <td>${count}</td>
                      <td>${correct}</td>
                      <td>${percent(value)} %</td>
                      <td>
                        ${percent((sameObject[pick] as typeof sameObject.byCategory)[name].accuracy)}
                        %
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`,
    )}
  </section>`;
}

async function exampleSection(
  { root, regions }: RegionManifest,
  said: readonly RankedRegion[],
): Promise<Html> {
  const recordOf = new Map(regions.map((region) => [region.id, region]));
  const card = async ({ id, description, ranking, scores }: RankedRegion): Promise<Html> => {
    const region = recordOf.get(id)!;
    const image = await readImage(join(root, region.image));
    const outlined = [{ mask: regionMask(region), name: description }];
    const figure = await regionFigure(image, outlined, { id: `r${regions.indexOf(region)}` });
    return html`<figure class="example">
      <div
        style="display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:14px;align-items:start"
      >
        ${figure}
        <div>
          <ol style="margin:0;padding-left:1.3em">
            ${ranking.slice(0, 3).map(
              (text, i) =>
                html`<li style="margin:0 0 8px${text === description ? ";font-weight:650" : ""}">
                  ${text} <span class="soft">${scores[i].toFixed(2)}</span>
                  <span class="bar"
                    ><i style="width:${Math.max(0, 100 * scores[i]).toFixed(0)}%"></i
                  ></span>
                </li>`,
            )}
          </ol>
          ${ranking[0] !== description && html`<p class="small">True: <b>${description}</b>, place ${ranking.indexOf(description) + 1}</p>`}
        </div>
      </div>
      <figcaption class="id">${id}</figcaption>
    </figure>`;
  };
  const groups = [
    {
      title: "Right",
      picked: pickByDescription(said, true),
      rule: "For each description the median region, by the score of the answer, of those described rightly.",
    },
    {
      title: "Wrong",
      picked: pickByDescription(said, false),
      rule: "For each description the region whose wrong answer had the highest score.",
    },
  ];
  return html`<section>
    <h2>Examples</h2>
    <p>
      Regions outlined, and the three nearest descriptions with their cosines; the true one is bold.
    </p>
    ${await Promise.all(
      groups.map(async ({ title, picked, rule }) => {
        if (!picked.length) return null;
        return html`<h3>${title}</h3>
          <p class="soft small">${rule}</p>
          <div class="examples">${await Promise.all(picked.map(card))}</div>`;
      }),
    )}
  </section>`;
}

/** At most twelve, one a description, by a rule that nobody chooses with. */
function pickByDescription(said: readonly RankedRegion[], isRight: boolean): RankedRegion[] {
  const chosen = said.filter(
    ({ ranking, description }) => (ranking[0] === description) === isRight,
  );
  return [...new Set(chosen.map(({ description }) => description))]
    .map((text) => {
      const group = chosen.filter(({ description }) => description === text);
      const sorted = group.toSorted((a, b) => b.scores[0] - a.scores[0]);
      return sorted[isRight ? Math.floor(sorted.length / 2) : 0];
    })
    .slice(0, 12);
}

/** True descriptions against answers, object by object. */
function confusionSection({ descriptions }: RegionManifest, said: readonly RankedRegion[]): Html {
  const objects = [...new Set(said.map(({ category }) => category))];
  return html`<section>
    <h2>Confusion</h2>
    <p class="soft small">
      Rows are what a region is, columns what was said of it, of all descriptions; one table an
      object.
    </p>
    ${objects.map((object) => {
      const texts = descriptions
        .filter(({ category }) => category === object)
        .map(({ description }) => description);
      const own = said.filter(({ category }) => category === object);
      return html`<h3>${object}</h3>
        <div class="scroll">
          <table class="calls">
            <thead>
              <tr>
                <th></th>
                ${texts.map((text) => html`<th>${text}</th>`)}
                <th class="group">of another object</th>
                <th>right</th>
              </tr>
            </thead>
            <tbody>
              ${texts.map((truth) => confusionRow(truth, texts, own))}
            </tbody>
          </table>
        </div>`;
    })}
  </section>`;
}

function confusionRow(
  truth: string,
  texts: readonly string[],
  said: readonly RankedRegion[],
): Html | null {
  const answers = said.filter(({ description }) => description === truth).map(({ ranking }) => ranking[0]); // prettier-ignore
  if (!answers.length) return null;
  const count = (is: (answer: string) => boolean) => answers.filter(is).length;
  const cell = (n: number) => n || html`<span class="soft">·</span>`;
  return html`<tr>
    <th scope="row">${truth}</th>
    ${texts.map((text) => {
      const n = count((answer) => answer === text);
      return text === truth ? html`<td class="same">${cell(n)}</td>` : html`<td>${cell(n)}</td>`;
    })}
    <td class="group">${cell(count((answer) => !texts.includes(answer)))}</td>
    <td>${percent(count((answer) => answer === truth) / answers.length)} %</td>
  </tr>`;
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

const percent = (fraction: number): string => (100 * fraction).toFixed(1);
