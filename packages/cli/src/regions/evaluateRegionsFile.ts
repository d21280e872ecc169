import { readDescriber } from "@flawlens/alphaclip";
import type { MergesOptions, PretrainedFiles, RegionRecord } from "@flawlens/alphaclip";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { withOutputFolder } from "../output/withOutputFolder.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { evaluateRegions } from "./evaluateRegions.ts";
import { openRegions } from "./openRegions.ts";

/** What `regions evaluate` is told. */
export interface EvaluateRegionsFileOptions {
  /** `model.safetensors` of a run. */
  model: string;
  /** A `regions.json`, or else data sets with masks, all of whose defects are then the test. */
  regions?: string;
  data?: readonly string[];
  split: RegionRecord["split"];
  out?: string;
  overwrite?: boolean;
  json?: boolean;
  /** What the model needs beside its own file. */
  files?: PretrainedFiles & MergesOptions;
}

/** Judges a model's file on regions. */
export async function evaluateRegionsFile(
  terminal: Terminal,
  { model: file, regions, data, out, overwrite, files, ...options }: EvaluateRegionsFileOptions,
  signal?: AbortSignal,
): Promise<void> {
  const work = async (): Promise<void> => {
    const sources = { data, split: { train: 0, validation: 0, test: 1 }, seed: 1 };
    const opened = await openRegions(terminal, regions, sources);
    const engine = await useEngine();
    const model = await readDescriber(file, files);
    await evaluateRegions(terminal, { ...options, model, regions: opened, out, engine, signal });
  };
  if (out === undefined) return work();
  return withOutputFolder(out, { files: ["results.json", "report.html"], overwrite }, work);
}
