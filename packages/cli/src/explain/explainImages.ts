import { join } from "node:path";
import { createAlphaClip, explainRegions, readDescriber } from "@flawlens/alphaclip";
import type { ExplainedRegion } from "@flawlens/alphaclip";
import { readImage } from "@flawlens/datasets";
import type { Image } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import { overlay } from "@flawlens/report";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import type { Context } from "../context.ts";
import { openInputs } from "../predict/openInputs.ts";
import { overlayNames } from "../predict/overlayNames.ts";
import { predictionLine } from "../predict/predictionLine.ts";
import { predictionRecord, unreadRecord } from "../predict/predictionRecord.ts";
import type { PredictionRecord } from "../predict/predictionRecord.ts";
import { scoreInputs } from "../predict/scoreInputs.ts";
import type { Scored } from "../predict/scoreInputs.ts";
import { count, emptyTally, exitCodeOf, summary, total } from "../predict/tally.ts";
import { describerFiles } from "../regions/describerFiles.ts";
import type { DescriberFiles } from "../regions/describerFiles.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { withLockedFolder } from "../run/withLockedFolder.ts";
import { writeRunFile } from "../run/writeRunFile.ts";
import type { ExitCode } from "../terminal/exitCodes.ts";
import { explainCard, explainPage } from "./explainPage.ts";

/** The images to explain, the detector and the region describer. */
export interface ExplainImagesOptions extends DescriberFiles {
  /** A detector file, or the folder of its run. */
  detector: string;
  /** `model.safetensors` of a region describer, or the folder of its run. */
  model: string;
  /** Files, folders, patterns, `-`. */
  images: readonly string[];
  out: string;
  minPixels?: number;
  json?: boolean;
}

/** Images on the page: more would not be read, and take memory. */
const shownAtMost = 200;

/**
 * Describes what a detector finds anomalous in images, region by region. Prints the descriptions, and writes
 * each image under its map with the regions outlined, and `explain.html`.
 *
 * @returns How the command ends.
 * @throws {Error} If another process writes to the output folder.
 * @throws The signal's reason, where it came before all images were explained.
 */
export function explainImages(
  context: Pick<Context, "terminal" | "stdin">,
  options: ExplainImagesOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  return withLockedFolder(options.out, () => explainAll(context, options, signal));
}

async function explainAll(
  { terminal, stdin }: Pick<Context, "terminal" | "stdin">,
  { images, out, minPixels, json = false, ...options }: ExplainImagesOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const files = {
    detector: fileOfRun(options.detector, "--detector", "detector.onnx"),
    model: fileOfRun(options.model, "--model", "model.safetensors"),
  };
  const opened = await openInputs(terminal, { images, out, overlays: "one" }, { stdin, signal });
  await useEngine();
  const describer = await readDescriber(files.model, describerFiles(terminal, options, signal));
  const model = createAlphaClip(describer);
  const candidates = describer.descriptions.map(({ description }) => description);
  const detector = await loadDetector(files.detector);
  const [tally, nameOf, cards] = [emptyTally(), overlayNames(), []] as [
    ReturnType<typeof emptyTally>,
    ReturnType<typeof overlayNames>,
    Awaited<ReturnType<typeof explainCard>>[],
  ];

  const explain = async (scored: Extract<Scored, { prediction: object }>) => {
    const { input, prediction } = scored;
    const image = await readImage(input.path);
    const options = { candidates, minPixels };
    const regions = await explainRegions(model, detector.metadata, { image, prediction }, options);
    const outlined = { mask: union(regions, image) };
    const picture = await overlay(image, prediction.displayMap, outlined);
    await writeRunFile(join(out, nameOf(input)), picture);
    if (cards.length < shownAtMost) cards.push(await explainCard(input.path, image, { prediction, regions, id: `i${cards.length}` })); // prettier-ignore
    return regions;
  };

  const phase = terminal.phases().of("explaining", opened.total ?? undefined);
  const all: object[] = [];
  try {
    for await (const scored of scoreInputs(detector, opened.inputs, { signal })) {
      const record = recordOf(scored);
      count(tally, record);
      const regions = "prediction" in scored ? await explain(scored) : [];
      if (json) all.push({ ...record, regions: regions.map(regionRecord) });
      else terminal.result(linesOf(record, regions).join("\n"));
      if (json && "unread" in scored) terminal.error(scored.unread);
      phase.update(total(tally));
    }
  } finally {
    terminal.endPhases();
    await detector.release();
    if (cards.length > 0)
      await writeRunFile(join(out, "explain.html"), explainPage(cards, total(tally)));
  }
  if (json) terminal.result(JSON.stringify(all, null, 2));
  terminal.tell(summary(tally));
  opened.tellPassedOver();
  if (cards.length > 0) terminal.tell(`overlays and explain.html in ${out}`);
  return exitCodeOf(tally);
}

function recordOf(scored: Scored): PredictionRecord {
  return "prediction" in scored
    ? predictionRecord(scored.input.path, scored.prediction, scored.milliseconds)
    : unreadRecord(scored.input.path, scored.unread);
}

/** A line for the image, and one for each region; where an anomalous image has none, why. */
function linesOf(record: PredictionRecord, regions: readonly ExplainedRegion[]): string[] {
  const line = predictionLine({ ...record, regions: [] });
  if (record.verdict === "anomalous" && regions.length === 0) return [line, `  ${record.note}`];
  return [
    line,
    ...regions.map(({ box: { x, y, width, height }, area, ranking: [best] }, i) => {
      const place = `x ${x}, y ${y}, ${width} x ${height} px`;
      return `  ${i + 1}. ${best.description} (${best.score.toFixed(2)}) at ${place}, ${area} pixels`;
    }),
  ];
}

function regionRecord({ box, area, types, ranking }: ExplainedRegion) {
  return { ...box, area, types, descriptions: ranking.slice(0, 5) };
}

function union(regions: readonly ExplainedRegion[], { height, width }: Image) {
  if (regions.length === 0) return null;
  const data = new Uint8Array(height * width);
  for (const { mask } of regions) for (const [i, bit] of mask.data.entries()) data[i] |= bit;
  return { data, height, width };
}
