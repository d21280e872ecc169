import { readPixels } from "@flawlens/inference/web";
import { contour } from "@flawlens/report";
import type { Manifest, Sample } from "@flawlens/datasets";
import type { Outline } from "../../openRunFiles.ts";
import { matchFiles, sortFiles } from "../logic/matchFiles.ts";
import type { Given } from "../logic/matchFiles.ts";
import { loadDetector } from "./detector.ts";
import { forgetThumbnail, makeItem } from "./item.ts";
import type { Item } from "./item.ts";
import { forgetLearning } from "./learn.ts";
import { scoreItems } from "./scoreItems.ts";
import {
  describer,
  items,
  loaded,
  loading,
  moved,
  openId,
  report,
  run,
  said,
  threshold,
} from "./store.ts";
import { ask } from "./worker.ts";

/** Opens a detector file, and scores all images anew. */
export async function openDetector(name: string, file: Blob): Promise<void> {
  said.value = `Loading ${name} …`;
  loading.value = true;
  const detector = await loadDetector(file).finally(() => {
    loading.value = false;
  });
  const before = loaded.value;
  forgetLearning();
  moved.value = { types: {} };
  threshold.value = "";
  forgetThumbnails();
  for (const { result } of items.value)
    if (result.peek().state !== "waiting") result.value = { state: "waiting" };
  loaded.value = { name, file, detector };
  said.value = `${name} is ready.`;
  await before?.detector.release();
  void scoreItems();
}

/** Opens what was dropped or chosen: a detector, images, a run's folder, or all of them together. */
export async function openFiles(files: readonly Given[]): Promise<void> {
  const { models, manifest, results, images, others } = sortFiles(files);
  if (models.length === 0 && !manifest && images.length === 0) {
    const [first] = others;
    report(
      `Expected a detector (.onnx), images, or the folder of a run, got ${first ? first.path : "nothing"}.`,
    );
    return;
  }
  await openModels(models).catch(report);
  if (manifest)
    try {
      run.value = {
        name: folderOf(manifest.path),
        manifest: asManifest(await manifest.file.text()),
        results: results ? JSON.parse(await results.file.text()) : null,
      };
    } catch (error) {
      report(`${manifest.path}: ${(error as Error).message}`);
    }
  if (images.length > 0) addImages(images);
  else if (manifest)
    said.value = "Now drop the folder of the images as well: a browser may not open it by itself.";
  void scoreItems();
}

/** Opens the first detector of some models, and the first that describes regions. */
async function openModels(models: readonly Given[]): Promise<void> {
  const kinds = await Promise.all(models.map(({ file }) => ask("kindOf", { file })));
  const [detector, describer] = (["detector", "describer"] as const).map((kind) =>
    models.find((_, i) => kinds[i] === kind),
  );
  if (describer) await openDescriber(describer.path, describer.file).catch(report);
  if (detector) await openDetector(detector.path, detector.file);
}

/** Opens a file that describes regions. */
export async function openDescriber(name: string, file: Blob): Promise<void> {
  said.value = `Loading ${name} …`;
  const descriptions = await ask("openDescriber", { file });
  describer.value = { name, count: descriptions.length };
  said.value = `${name} is ready.`;
}

/** Adds images; where a run's manifest knows them, with what it knows, and without its masks. */
function addImages(files: readonly Given[]): void {
  const manifest = run.value?.manifest;
  const samples = manifest?.samples ?? [];
  const found = matchFiles(
    samples.flatMap(({ image, mask }) => (mask === null ? [image] : [image, mask])),
    files,
  );
  const known = samples.flatMap((sample) => {
    const given = found.get(sample.image);
    return given ? [itemOf(manifest as Manifest, sample, given, found)] : [];
  });
  const used = new Set(found.values());
  const others = files
    .filter((given) => !used.has(given))
    .map(({ path, file }) => makeItem({ id: path, path, read: async () => file }));
  addItems([...known, ...others]);
  if (samples.length > 0) said.value += ` The run's manifest knows ${known.length} of them.`;
}

function itemOf(
  manifest: Manifest,
  sample: Sample,
  { file }: Given,
  found: ReadonlyMap<string, Given>,
): Item {
  const mask = sample.mask === null ? undefined : found.get(sample.mask);
  const plain = !manifest.maskClasses && !sample.moreMasks;
  return makeItem({
    id: sample.id,
    path: sample.image,
    read: async () => file,
    truth: {
      label: sample.label,
      types: sample.defectTypes,
      ...(mask && plain && { outline: () => outlineOf(mask.file, manifest.maskThreshold) }),
    },
  });
}

async function outlineOf(file: File, threshold?: number): Promise<Outline> {
  const { data, height, width } = await readPixels(file);
  const least = threshold ?? (file.type === "image/jpeg" ? 128 : 1);
  const mask = Uint8Array.from({ length: height * width }, (_, i) => Number(data[4 * i] >= least));
  return { height, width, rings: contour({ data: mask, height, width }) };
}

/** Adds items; one of an id that is there replaces it. */
export function addItems(added: readonly Item[]): void {
  const ids = new Set(added.map(({ id }) => id));
  items.value = [...items.value.filter(({ id }) => !ids.has(id)), ...added];
  said.value = `${added.length} ${added.length === 1 ? "image" : "images"} added.`;
  void scoreItems();
}

/** Takes all images away. */
export function clearItems(): void {
  forgetThumbnails();
  openId.value = null;
  items.value = [];
}

function forgetThumbnails(): void {
  for (const { result } of items.value) forgetThumbnail(result.peek());
}

/** @throws {Error} If it is no manifest, as far as this page reads it. */
export function asManifest(text: string): Manifest {
  const value = JSON.parse(text) as Partial<Manifest> | null;
  const isSample = (sample: Partial<Sample> | null) =>
    typeof sample?.id === "string" &&
    typeof sample.image === "string" &&
    (sample.mask === null || typeof sample.mask === "string") &&
    [0, 1, null].includes(sample.label as 0) &&
    isTexts(sample.defectTypes);
  if (
    !Array.isArray(value?.samples) ||
    !value.samples.every(isSample) ||
    !isTexts(value.defectTypes)
  )
    throw new Error("expected the manifest of a run, got something else");
  return value as Manifest;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function folderOf(path: string): string {
  return path.split("/").at(-2) ?? "dropped files";
}
