import { abortable, samplesSource, tilesSource } from "@flawlens/detector";
import type { ImageSource, MethodContext } from "@flawlens/detector";
import { fileHash } from "@flawlens/files";
import { randomStream } from "@flawlens/sampling";
import { findWeights } from "../weights/findWeights.ts";
import type { Run } from "./run.ts";

/** The images of one side of a run, until its signal comes. */
export function imagesOf(
  {
    data: { manifest, train, validation },
    config,
    signal,
  }: Pick<Run, "data" | "config" | "signal">,
  side: "train" | "validation",
  size: { height: number; width: number },
): ImageSource {
  const { contaminantQuality, framing: mode = "stretch", tiles } = config.data;
  // Where there is no mask, nobody knows which tiles of an anomalous image show it: thresholds come from whole images.
  const tellable = validation.filter(({ label, mask }) => !tiles || label !== 1 || mask !== null);
  const samples = side === "train" ? train : tellable;
  const options = { size, contaminantQuality };
  const source = tiles
    ? tilesSource(manifest, samples, { ...options, tiling: tiles, perImage: tiles.perImage })
    : samplesSource(manifest, samples, { ...options, framing: { mode } });
  return abortable(source, signal);
}

/** What a method gets to work with, and the hashes of the files of weights that it has asked for. */
export function runContext(run: Omit<Run, "loaded" | "engine">): {
  context: MethodContext;
  hashes: Record<string, string>;
} {
  const { terminal, options, seed, data, signal } = run;
  const hashes: Record<string, string> = {};
  const context: MethodContext = {
    types: data.manifest.defectTypes,
    images: (side, size) => imagesOf(run, side, size),
    cleanNormals: data.cleanNormals,
    random: randomStream(seed),
    async weights(network, { optional = false } = {}) {
      if (options.weights === undefined && optional) return null;
      const { path } = await findWeights({ network, weights: options.weights, terminal, signal });
      hashes[network] = await fileHash(path);
      return path;
    },
    textures: options.textures,
    note: (text) => terminal.note(text),
  };
  return { context, hashes };
}
