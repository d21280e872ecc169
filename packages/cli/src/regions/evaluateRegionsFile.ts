import { readDescriber } from "@flawlens/alphaclip";
import type { MergesOptions, PretrainedFiles, RegionRecord } from "@flawlens/alphaclip";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { withOutputFolder } from "../output/withOutputFolder.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { evaluateRegions } from "./evaluateRegions.ts";
import { openRegions } from "./openRegions.ts";
import type { RegionData } from "./regionData.ts";

/** What `regions evaluate` is told. */
export interface EvaluateRegionsFileOptions extends RegionData {
  /** `model.safetensors` of a run. */
  model: string;
  /** A `regions.json`, or else `data`, all of whose defects are then the test. */
  regions?: string;
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
  options: EvaluateRegionsFileOptions,
  signal?: AbortSignal,
): Promise<void> {
  const { model: file, regions, data, category, allowOutside, out, overwrite, files } = options;
  const work = async (beforeWriting?: () => Promise<void>): Promise<void> => {
    const whole = { train: 0, validation: 0, test: 1 };
    const sources = { data, category, allowOutside, split: whole, seed: 1 };
    const opened = await openRegions(terminal, regions, sources);
    const engine = await useEngine();
    const model = await readDescriber(file, files);
    const { split, json } = options;
    const judged = { split, json, model, regions: opened, out, engine, beforeWriting, signal };
    await evaluateRegions(terminal, judged);
  };
  if (out === undefined) return work();
  return withOutputFolder(out, { files: ["results.json", "report.html"], overwrite }, work);
}
