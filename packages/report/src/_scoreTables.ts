import { grouped, percent, plural, significant } from "./_format.ts";
import { breakable, html, type Html } from "./_html.ts";
import type { Decision } from "./_countDecisions.ts";
import type { Evaluation } from "./evaluation.ts";
import { leftOutText } from "./leftOutImages.ts";
import { pixelRankingText } from "./_pixelRankingText.ts";
import { tellsTypes } from "./_tellsTypes.ts";
import { scoreNames, type Results, type Scores } from "./results.ts";

/** One row for each type, then their mean and any defect; of a detector with one map for all types any defect alone. */
export function typeTable(results: Results, evaluation: Evaluation | undefined): Html {
  const typed = tellsTypes(Object.keys(results.types));
  const decisions = evaluation?.decisions;
  const decided = (decision: Decision | null | undefined) =>
    decisions &&
    html`<td>
        ${decision?.positives ? `${grouped(decision.found)} of ${grouped(decision.positives)}` : "–"}
      </td>
      <td>
        ${decision ? `${grouped(decision.falseAlarms)} of ${grouped(decision.negatives)}` : "–"}
      </td>`;
  return html`<section>
    <h2>${typed ? "Defect types" : "Scores"}</h2>
    <p class="soft small">
      In percent, except images and thresholds.
      ${
        typed
          ? "A type is judged against all images that do not show it; any defect has a score and a threshold of its own, anomalous images against normal ones."
          : "Anomalous images and pixels are judged against normal ones; this detector does not tell types apart."
      }
      AP is average precision; F1 max is what the best threshold would reach in hindsight.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Scores by defect type">
      <table>
        <thead>
          <tr>
            <th></th>
            <th></th>
            <th scope="colgroup" colspan="3" class="group">Image</th>
            <th scope="colgroup" colspan="4" class="group">Pixel</th>
            <th scope="colgroup" colspan="${decisions ? 3 : 1}" class="group">
              ${decisions ? "At the stored threshold" : "Stored"}
            </th>
          </tr>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Images</th>
            ${scoreHeads()}
            <th scope="col" class="group">Threshold</th>
            ${
              decisions &&
              html`<th scope="col">Found</th>
                <th scope="col">False alarms</th>`
            }
          </tr>
        </thead>
        <tbody>
          ${(typed ? Object.entries(results.types) : []).map(
            ([type, row]) =>
              html`<tr>
                <th scope="row">${breakable(type)}</th>
                <td>${grouped(row.support)}</td>
                ${scoreCells(row)}
                <td class="group">${threshold(row.threshold)}</td>
                ${decided(decisions?.types[type])}
              </tr>`,
          )}
        </tbody>
        <tfoot>
          ${
            typed &&
            html`<tr>
              <th scope="row">Mean of types</th>
              <td></td>
              ${scoreCells(results.macro)}
              <td class="group"></td>
              ${
                decisions &&
                html`<td></td>
                  <td></td>`
              }
            </tr>`
          }
          <tr>
            <th scope="row">Any defect</th>
            <td>${evaluation && grouped(evaluation.images.anomalous)}</td>
            ${scoreCells(results.any)}
            <td class="group">${threshold(evaluation?.anyThreshold)}</td>
            ${decided(decisions?.any)}
          </tr>
        </tfoot>
      </table>
    </div>
    ${notes(results, evaluation)}
  </section>`;
}

/** What the thresholds called each kind of image; nothing where there are no types to call it. */
export function callTable(results: Results, evaluation: Evaluation | undefined): Html | null {
  if (!evaluation?.decisions || !tellsTypes(Object.keys(results.types))) return null;
  const types = Object.keys(results.types);
  return html`<section>
    <h3>What was called what</h3>
    <p class="soft small">
      What the detector decides by the stored thresholds. The image's verdict comes first, by the
      threshold of any defect. An anomalous image is called each type whose own threshold its score
      reaches: several, one or none. A normal image is called none. A shaded cell is the right call.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="What was called what">
      <table class="calls">
        <thead>
          <tr>
            <th scope="col">Images that show</th>
            <th scope="col">Images</th>
            <th scope="col" class="group">any defect</th>
            ${types.map((type, k) => html`<th scope="col" class="${k === 0 && "group"}">${breakable(type)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${evaluation.decisions.rows
            .filter(({ images }) => images > 0)
            .map(
              ({ label, truth, images, called, calledAny }) =>
                html`<tr>
                  <th scope="row">
                    ${truth === null ? ["nothing (normal)", "a defect of unknown type"][label] : breakable(truth)}
                  </th>
                  <td>${grouped(images)}</td>
                  <td class="group">${calledAny === null ? "–" : grouped(calledAny)}</td>
                  ${called.map(
                    (count, k) =>
                      html`<td
                        class="${k === 0 && "group"} ${truth === types[k] && count !== null && "same"}"
                      >
                        ${count === null ? "–" : grouped(count)}
                      </td>`,
                  )}
                </tr>`,
            )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** One row for each object category. */
export function categoryTable({ categories }: Results): Html | null {
  if (!categories) return null;
  const count = Object.keys(categories).length;
  return html`<section>
    <h2>Object categories</h2>
    <p class="soft small">
      In percent: any defect against normal within each of
      ${plural(count, "category", "categories")}.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Scores by object category">
      <table>
        <thead>
          <tr>
            <th></th>
            <th scope="colgroup" colspan="3" class="group">Image</th>
            <th scope="colgroup" colspan="4" class="group">Pixel</th>
          </tr>
          <tr>
            <th scope="col">Category</th>
            ${scoreHeads()}
          </tr>
        </thead>
        <tbody>
          ${Object.entries(categories).map(
            ([category, row]) =>
              html`<tr>
                <th scope="row">${breakable(category)}</th>
                ${scoreCells(row)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      Object.values(categories).some(hasUndefined) &&
      html`<p class="notes">
        – undefined: the category lacks normal or anomalous images, or masks.
      </p>`
    }
  </section>`;
}

/** A threshold as text; empty where it is undefined. */
function threshold(value: number | null | undefined): string {
  if (value === undefined) return "";
  return value === null ? "–" : significant(value);
}

const heads = ["AUROC", "AP", "F1 max", "AUROC", "AP", "F1 max", "AUPRO"];

function scoreHeads(): Html[] {
  return heads.map(
    (head, i) => html`<th scope="col" class="${isGroupStart(i) && "group"}">${head}</th>`,
  );
}

function scoreCells(scores: Scores): Html[] {
  return scoreNames.map((name, i) => {
    const value = scores[name];
    return html`<td class="score ${isGroupStart(i) && "group"}">
      ${percent(value)}${value !== null && html`<span class="bar"><i style="width:${percent(value)}%"></i></span>`}
    </td>`;
  });
}

function isGroupStart(column: number): boolean {
  return scoreNames[column] === "imageAuroc" || scoreNames[column] === "pixelAuroc";
}

function hasUndefined(scores: Scores): boolean {
  return scoreNames.some((name) => scores[name] === null);
}

function notes(results: Results, evaluation: Evaluation | undefined): Html | null {
  const notes = [
    ...results.undefinedTypes.map((reason) => `– Left out of the mean: ${reason}.`),
    ...(hasUndefined(results.any)
      ? ["– Any defect is undefined without both normal and anomalous images, or masks."]
      : []),
    ...(Object.values(results.types).some(({ threshold }) => threshold === null)
      ? [
          "– A type without a threshold had no anomalous image in the validation data: its verdict is always undecided.",
        ]
      : []),
    ...(evaluation
      ? [
          `Maps were enlarged bilinearly to ${evaluation.size.height} × ${evaluation.size.width} pixels and compared there; AUPRO is the area up to a false-positive fraction of ${evaluation.fprLimit}, divided by it.`,
        ]
      : []),
    ...results.leftOut.map(leftOutText),
    ...(results.pixels ? [pixelRankingText(results.pixels)] : []),
    ...(evaluation?.decisions && evaluation.decisions.undecided > 0
      ? [`${plural(evaluation.decisions.undecided, "image is", "images are")} without a verdict.`]
      : []),
    ...(evaluation?.excludeOtherTypes
      ? ["Pixel scores of a type leave out images of other types."]
      : []),
  ];
  return notes.length === 0
    ? null
    : html`<ul class="notes">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`;
}
