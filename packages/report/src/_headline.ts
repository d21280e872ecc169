import { grouped, percent, plural } from "./_format.ts";
import { html, type Html } from "./_html.ts";
import { tellsTypes } from "./_tellsTypes.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Results } from "./results.ts";

/** Title, how to read the page, and the numbers most people come for. */
export function headline(results: Results, evaluation: Evaluation | undefined): Html {
  const types = Object.values(results.types);
  const ranked = types.filter(({ imageAuroc }) => imageAuroc !== null).length;
  const located = types.filter(({ pixelAuroc }) => pixelAuroc !== null).length;
  const mean = (count: number) =>
    count === types.length
      ? `mean of ${plural(count, "type")}`
      : `mean of ${count} of ${types.length} types`;
  const any = evaluation?.decisions?.any;
  const typed = tellsTypes(Object.keys(results.types));
  return html`<header>
      <h1>${results.method} on ${results.dataset.name}</h1>
      <p class="soft">${subtitle(results, evaluation)}</p>
      <p class="how">
        Scores and maps rank images and pixels: 100&nbsp;% means that every anomaly ranks above
        everything normal, and an AUROC of 50&nbsp;% is chance.
        ${typed && "Each defect type is judged against all other images."}
        ${
          any
            ? "Thresholds were fixed before on validation data, so found defects and false alarms are what this detector would have decided by itself."
            : "AP and F1 max also depend on how rare anomalies are, so compare them between runs on the same images only."
        }
      </p>
    </header>
    <dl class="tiles">
      ${
        typed
          ? html`${tile("Image AUROC", results.macro.imageAuroc, `ranks images of a type, ${mean(ranked)}`)}
            ${tile("Pixel AUROC", results.macro.pixelAuroc, `ranks pixels of a type, ${mean(located)}`)}
            ${tile("AUPRO", results.macro.aupro, `covers whole regions, ${mean(located)}`)}
            ${tile("Any-defect AUROC", results.any.imageAuroc, "ranks images, anomalous against normal")}`
          : html`${tile("Image AUROC", results.any.imageAuroc, "ranks images, anomalous against normal")}
            ${tile("Pixel AUROC", results.any.pixelAuroc, "ranks pixels, anomalous against normal")}
            ${tile("AUPRO", results.any.aupro, "covers whole regions")}`
      }
      ${
        any &&
        html`${countTile("Defects found", any.found, any.positives, "anomalous images")}
        ${countTile("False alarms", any.falseAlarms, any.negatives, "normal images")}`
      }
    </dl>`;
}

/** Title, and why there are no scores. */
export function untestedHeadline({ method, dataset }: Results): Html {
  return html`<header>
    <h1>${method} on ${dataset.name}</h1>
    <p class="soft">
      ${plural(dataset.train, "training image")} · ${plural(dataset.validation, "image")} held back
      for thresholds
    </p>
    <p class="how">
      There are no defects to test with, so nothing here says how many defects this detector finds.
      It was trained on normal images alone, and its threshold follows from normal images that were
      held back from training. Some images of real defects, in a folder of their own beside the good
      ones, would tell more.
    </p>
  </header>`;
}

function subtitle({ dataset, types, categories }: Results, evaluation: Evaluation | undefined) {
  const images = evaluation
    ? `${plural(dataset.test, "test image")} (${grouped(evaluation.images.normal)} normal, ${grouped(evaluation.images.anomalous)} anomalous)`
    : plural(dataset.test, "test image");
  return [
    images,
    ...(tellsTypes(Object.keys(types)) ? [plural(Object.keys(types).length, "defect type")] : []),
    ...(categories
      ? [plural(Object.keys(categories).length, "object category", "object categories")]
      : []),
  ].join(" · ");
}

function tile(name: string, fraction: number | null, hint: string): Html {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd class="value">
      ${percent(fraction)}${fraction !== null && html`<span class="unit">&nbsp;%</span>`}
    </dd>
    <dd class="hint">${hint}</dd>
  </div>`;
}

function countTile(name: string, count: number, of: number, what: string): Html {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd class="value">${grouped(count)}<span class="unit"> of ${grouped(of)}</span></dd>
    <dd class="hint">${what}, at the stored threshold</dd>
  </div>`;
}
