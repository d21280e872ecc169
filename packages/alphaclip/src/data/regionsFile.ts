import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

import { writeWhole } from "@flawlens/files";

import type { RegionManifest, RegionRecord } from "./regionRecord.ts";

/**
 * Saves regions as JSON, whole or not at all. A root at or below the file's folder is stored
 * relative to it, so that both can be moved together.
 */
export async function saveRegions(file: string, manifest: RegionManifest): Promise<void> {
  const root = resolve(manifest.root);
  const below = relative(dirname(resolve(file)), root);
  const inside = !isAbsolute(below) && below.split(sep)[0] !== "..";
  const saved = { ...manifest, root: inside ? below.split(sep).join("/") || "." : root };
  await writeWhole(file, `${JSON.stringify(saved)}\n`);
}

/**
 * Reads what `saveRegions` wrote; its root is made absolute.
 *
 * @param options.root - Where the images are now, if they or the file have moved.
 * @throws {Error} If the file is not there, is no JSON, or an entry of it cannot be a region; the
 *   message names the file and the first such entry.
 */
export async function readRegions(
  file: string,
  { root }: { root?: string } = {},
): Promise<RegionManifest> {
  const refuse = (expected: string, got: string, cause?: unknown) =>
    new Error(`readRegions: expected ${expected} in ${file}, got ${got}`, { cause });
  let manifest: RegionManifest;
  try {
    manifest = JSON.parse(await readFile(file, "utf8")) as RegionManifest;
  } catch (error) {
    throw refuse("regions", (error as Error).message, error);
  }
  if (manifest?.format !== 2)
    throw refuse(
      "regions of format 2",
      `format ${JSON.stringify(manifest?.format)}; build the regions again`,
    );
  if (typeof manifest.root !== "string") throw refuse("a root", JSON.stringify(manifest.root));
  if (!Array.isArray(manifest.regions) || !Array.isArray(manifest.descriptions))
    throw refuse("regions and descriptions", "none");
  for (const [i, region] of manifest.regions.entries()) {
    const problem = problemOf(region);
    if (problem) throw refuse(`regions[${i}] with ${problem}`, JSON.stringify(region).slice(0, 80));
  }
  return { ...manifest, root: root ?? resolve(dirname(file), manifest.root) };
}

function problemOf(region: RegionRecord): string | undefined {
  const texts = ["id", "sample", "category", "defectType", "description", "image"] as const;
  const absent = texts.find((key) => typeof region?.[key] !== "string");
  if (absent) return `a string ${absent}`;
  if (!["train", "validation", "test"].includes(region.split)) return "a split";
  const counts = [region.height, region.width, region.regionCount];
  if (!counts.every((n) => Number.isSafeInteger(n) && n > 0)) return "a size and a count";
  if (!isInside(region)) return "a box { x, y, width, height } inside the image";
  return isRuns(region) ? undefined : "runs inside the image";
}

function isInside({ box, height, width }: RegionRecord): boolean {
  const sides = [box?.x, box?.y, box?.width, box?.height];
  if (!sides.every((n) => Number.isSafeInteger(n) && n >= 0)) return false;
  return box.x + box.width <= width && box.y + box.height <= height;
}

/** Pairs that ascend without touching before and end inside. */
function isRuns({ runs, height, width }: RegionRecord): boolean {
  if (!Array.isArray(runs) || !runs.length || runs.length % 2) return false;
  let end = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const [begin, length] = [runs[i], runs[i + 1]];
    if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(length)) return false;
    if (begin < end || length < 1) return false;
    end = begin + length;
  }
  return end <= height * width;
}
