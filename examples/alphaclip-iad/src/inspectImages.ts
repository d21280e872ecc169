import { basename, extname, join } from "node:path";
import {
  createAlphaClip,
  describeRegions,
  type AlphaClip,
  type RankedDescription,
} from "@flawlens/alphaclip";
import type { Image } from "@flawlens/datasets";
import { loadDetector, type Prediction, type TypeCalibration } from "@flawlens/inference";
import type { Box } from "@flawlens/metrics";
import { html, type Html, overlay, reportPage } from "@flawlens/report";
import { splitRegions } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { readableImages } from "../../multitype-fcdd/src/readableImages.ts";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";
import type { WeightFiles } from "./buildTowers.ts";
import { readModel } from "./modelFile.ts";
import { regionFigure } from "./regionFigure.ts";

export interface InspectOptions extends WeightFiles {
  /** A detector that `fcdd` or `adl` exported. */
  detector: string;
  /** A model that `train` wrote. */
  model: string;
  out: string;
  /** Regions of fewer pixels are not described; default a thousandth of the image. */
  minPixels?: number;
}

/** A region that the detector found, and what it is called. */
interface Finding {
  mask: { data: Uint8Array; height: number; width: number };
  area: number;
  box: Box;
  ranking: RankedDescription[];
}

/** What was found on one image. */
export interface Inspection {
  image: string;
  score: number;
  /** `null` where the detector has no threshold. */
  anomalous: boolean | null;
  findings: Finding[];
}

/**
 * From images to descriptions: the detector's anomaly map above its stored threshold, split into
 * regions, each described. Prints them, and writes the image under its map with the regions outlined
 * as PNG, and all images with their descriptions as `inspection.html`.
 *
 * @returns What was found, and the images that could not be read.
 */
export async function inspectImages(
  images: readonly string[],
  { detector: detectorFile, model: modelFile, out, minPixels, ...files }: InspectOptions,
): Promise<{ inspections: Inspection[]; unreadable: string[] }> {
  await useEngine();
  const { towers, params, descriptions } = await readModel(modelFile, files);
  const model = createAlphaClip({ towers, params });
  const candidates = descriptions.map(({ description }) => description);
  const detector = await loadDetector(detectorFile);
  const inspections: Inspection[] = [];
  const unreadable: string[] = [];
  const cards: Html[] = [];
  for await (const { i, path, image } of readableImages(images, unreadable)) {
    const [prediction] = await detector.predict([path]);
    const found = { prediction, any: detector.metadata.any, minPixels };
    const findings = await describeFound(model, image, candidates, found);
    const { score, predictedLabel } = prediction;
    const anomalous = predictedLabel === null ? null : predictedLabel === 1;
    const inspection = { image: path, score, anomalous, findings };
    tell(inspection);
    inspections.push(inspection);
    cards.push(await cardOf(inspection, image, `i${i}`));
    const shown = await overlay(image, prediction.anomalyMap, {
      range: detector.metadata.any.mapRange,
      mask: union(findings, image),
    });
    const stem = `${basename(path, extname(path))}${images.length > 1 ? `-${i + 1}` : ""}`;
    await writeWhole(join(out, `${stem}.png`), shown);
  }
  await detector.release();
  if (cards.length) {
    const body = [html`<h1>Inspection</h1>`, html`<div class="examples">${cards}</div>`];
    await writeWhole(join(out, "inspection.html"), reportPage({ title: "Inspection", body }));
    console.log(`overlays and inspection.html in ${out}`);
  }
  return { inspections, unreadable };
}

/** Map, threshold, regions, descriptions; the largest region first, none of an image called normal. */
async function describeFound(
  model: AlphaClip,
  image: Image,
  candidates: readonly string[],
  {
    prediction,
    any,
    minPixels = Math.ceil((image.height * image.width) / 1000),
  }: { prediction: Prediction; any: TypeCalibration; minPixels?: number },
): Promise<Finding[]> {
  const limit = any.mapThreshold;
  if (limit === null)
    throw new Error(
      "expected a detector with a threshold for its map, got one without: it was calibrated with no anomalous image",
    );
  if (prediction.predictedLabel === 0) return [];
  const { data: map, height, width } = prediction.anomalyMap;
  const above = { data: Uint8Array.from(map, (value) => Number(value >= limit)), height, width };
  const regions = splitRegions(above)
    .regions.filter(({ area }) => area >= minPixels)
    .map(({ area, box, pixels }) => {
      const data = new Uint8Array(height * width);
      for (const pixel of pixels) data[pixel] = 1;
      return { area, box, mask: { data, height, width } };
    })
    .toSorted((a, b) => b.area - a.area);
  const rankings = await describeRegions(model, image, regions, candidates);
  return regions.map((region, i) => ({ ...region, ranking: rankings[i] }));
}

function tell({ image, score, anomalous, findings }: Inspection): void {
  const verdict = anomalous === null ? "not decided" : anomalous ? "anomalous" : "normal";
  console.log(`${image}: ${verdict}, score ${score.toPrecision(3)}`);
  for (const [i, { box, area, ranking }] of findings.entries()) {
    const [best] = ranking;
    console.log(
      `  ${i + 1}. ${best.description} (${best.score.toFixed(2)}) at x ${box.x}, y ${box.y}, ${box.width} x ${box.height} px, ${area} pixels`,
    );
  }
}

async function cardOf(
  { image: path, anomalous, findings }: Inspection,
  image: Image,
  id: string,
): Promise<Html> {
  const outlined = findings.map(({ mask, ranking }) => ({ mask, name: ranking[0].description }));
  return html`<figure class="example">
    ${await regionFigure(image, outlined, { id })}
    <figcaption>
      <b>${basename(path)}</b> ${anomalous ? "" : html`<span class="soft">normal</span>`}
      <ol style="margin:6px 0 0;padding-left:1.4em">
        ${findings.map(
          ({ ranking }) =>
            html`<li>
              ${ranking[0].description}
              <span class="soft"
                >${ranking[0].score.toFixed(2)}; then
                ${ranking
                  .slice(1, 3)
                  .map(({ description, score }) => `${description} ${score.toFixed(2)}`)
                  .join(", ")}</span
              >
            </li>`,
        )}
      </ol>
    </figcaption>
  </figure>`;
}

function union(findings: readonly Finding[], { height, width }: Image) {
  if (!findings.length) return null;
  const data = new Uint8Array(height * width);
  for (const { mask } of findings) mask.data.forEach((bit, i) => (data[i] |= bit));
  return { data, height, width };
}
