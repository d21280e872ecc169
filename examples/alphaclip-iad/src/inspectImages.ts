import { basename, extname, join } from "node:path";
import {
  createAlphaClip,
  type DescribedMapRegion,
  describeMap,
  type MergesOptions,
  type PretrainedFiles,
  readDescriber,
} from "@flawlens/alphaclip";
import type { Image } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import { html, type Html, overlay, reportPage } from "@flawlens/report";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { readableImages } from "../../multitype-fcdd/src/readableImages.ts";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";
import { regionFigure } from "./regionFigure.ts";

export interface InspectOptions extends PretrainedFiles, MergesOptions {
  /** A detector that `fcdd` or `adl` exported. */
  detector: string;
  /** A model that `train` wrote. */
  model: string;
  out: string;
  /** Regions of fewer pixels are not described; default a thousandth of the image. */
  minPixels?: number;
}

/** What was found on one image. */
export interface Inspection {
  image: string;
  score: number;
  verdict: "normal" | "anomalous" | "undecided";
  findings: DescribedMapRegion[];
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
  const { towers, params, descriptions } = await readDescriber(modelFile, files);
  const model = createAlphaClip({ towers, params });
  const candidates = descriptions.map(({ description }) => description);
  const detector = await loadDetector(detectorFile);
  const inspections: Inspection[] = [];
  const unreadable: string[] = [];
  const cards: Html[] = [];
  for await (const { i, path, image } of readableImages(images, unreadable)) {
    const { verdict, score, anomalyMap, displayMap } = await detector.predictImage(path);
    const { mapThreshold: threshold } = detector.metadata.any;
    const findings =
      verdict === "normal"
        ? []
        : await describeMap(model, image, anomalyMap, { candidates, threshold, minPixels });
    const inspection = { image: path, score, verdict, findings };
    tell(inspection);
    inspections.push(inspection);
    cards.push(await cardOf(inspection, image, `i${i}`));
    const shown = await overlay(image, displayMap, { mask: union(findings, image) });
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

function tell({ image, score, verdict, findings }: Inspection): void {
  console.log(`${image}: ${verdict}, score ${score.toPrecision(3)}`);
  for (const [i, { box, area, ranking }] of findings.entries()) {
    const [best] = ranking;
    console.log(
      `  ${i + 1}. ${best.description} (${best.score.toFixed(2)}) at x ${box.x}, y ${box.y}, ${box.width} x ${box.height} px, ${area} pixels`,
    );
  }
}

async function cardOf(
  { image: path, verdict, findings }: Inspection,
  image: Image,
  id: string,
): Promise<Html> {
  const outlined = findings.map(({ mask, ranking }) => ({ mask, name: ranking[0].description }));
  return html`<figure class="example">
    ${await regionFigure(image, outlined, { id })}
    <figcaption>
      <b>${basename(path)}</b>
      ${verdict !== "anomalous" && html`<span class="soft">${verdict}</span>`}
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

function union(findings: readonly DescribedMapRegion[], { height, width }: Image) {
  if (!findings.length) return null;
  const data = new Uint8Array(height * width);
  for (const { mask } of findings) mask.data.forEach((bit, i) => (data[i] |= bit));
  return { data, height, width };
}
