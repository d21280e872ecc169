import { readFile, realpath } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isImageName, readManifest, readSampleMask } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";
import { contour } from "@flawlens/report";

/** The files of a run that the page may ask for, each read when it is asked for. */
export interface RunFiles {
  /** The name of the run's folder. */
  name: string;
  /** The samples of the run, their root absolute; `null` where the run has none. */
  manifest: Manifest | null;
  /** The bytes of `detector.onnx`; `null` where there is none. */
  detector(): Promise<Uint8Array | null>;
  /** The bytes of `describer.onnx`, which describes regions in text; `null` where there is none. */
  describer(): Promise<Uint8Array | null>;
  /** The text of `results.json`; `null` where there is none. */
  results(): Promise<string | null>;
  /**
   * The path of the image of a sample, by its index; `null` where there is no such sample, its name is not that of an
   * image, or it is a link out of the data's folder.
   */
  imagePath(index: number): Promise<string | null>;
  /** The outline of the mask of a sample, in the mask's pixels; `null` where there is none. */
  outline(index: number): Promise<Outline | null>;
}

/** Closed polygons around the anomalous pixels of a mask. */
export interface Outline {
  height: number;
  width: number;
  rings: [x: number, y: number][][];
}

/**
 * Opens the folder of a run. Images and masks are found by the index of their sample alone, so that no path comes from
 * a page; a manifest that names files outside of its root, by paths or by links, is refused.
 *
 * @param folder - The folder that `flawlens train` wrote.
 * @throws {Error} If the folder has neither a detector nor a manifest, or its manifest is none.
 *
 * @example
 * const run = await openRunFiles("runs/bottle");
 */
export async function openRunFiles(folder: string): Promise<RunFiles> {
  const file = (name: string) => join(folder, name);
  const found = await optional(file("manifest.json"));
  const manifest = found === null ? null : await readManifest(file("manifest.json"));
  const detector = () => optional(file("detector.onnx"));
  if (manifest === null && (await detector()) === null)
    throw new Error(
      `openRunFiles: expected the folder of a run, got ${folder} without detector.onnx and manifest.json`,
    );
  const sampleAt = (index: number) => manifest?.samples[index];
  return {
    name: basename(resolve(folder)),
    manifest,
    detector,
    describer: () => optional(file("describer.onnx")),
    async results() {
      const bytes = await optional(file("results.json"));
      return bytes && new TextDecoder().decode(bytes);
    },
    async imagePath(index) {
      const sample = sampleAt(index);
      if (!manifest || !sample || !isImageName(sample.image)) return null;
      const path = join(manifest.root, sample.image);
      return (await isInside(manifest.root, path)) ? path : null;
    },
    async outline(index) {
      const sample = sampleAt(index);
      const mask = manifest && sample ? await readSampleMask(manifest, sample) : null;
      return mask && { height: mask.height, width: mask.width, rings: contour(mask) };
    },
  };
}

/** Whether a file is where its path says, links followed. */
async function isInside(root: string, path: string): Promise<boolean> {
  try {
    const below = relative(await realpath(root), await realpath(path));
    return below !== "" && !isAbsolute(below) && below.split(sep)[0] !== "..";
  } catch {
    return false; // it is not there
  }
}

/** @throws {Error} If the file is there and cannot be read. */
async function optional(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
