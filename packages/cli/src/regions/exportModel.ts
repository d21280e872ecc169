import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { exportDescriber, readDescriber } from "@flawlens/alphaclip";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { describerFiles } from "./describerFiles.ts";
import type { DescriberFiles } from "./describerFiles.ts";

/** What `regions export` is told. */
export interface ExportModelOptions extends DescriberFiles {
  /** `model.safetensors` of a run. */
  model: string;
  /** Default: `describer.onnx` beside the model. */
  out?: string;
  overwrite?: boolean;
}

/**
 * Writes a region describer as one ONNX file, with its descriptions.
 *
 * @throws {UsageError} If the file is there and may not be written over.
 */
export async function exportModel(
  terminal: Terminal,
  {
    model,
    out = join(dirname(model), "describer.onnx"),
    overwrite = false,
    ...files
  }: ExportModelOptions,
  signal: AbortSignal,
): Promise<void> {
  if (existsSync(out) && !overwrite)
    throw new UsageError(
      `--out: expected a file that is not there yet, got ${out}; pass --overwrite to replace it`,
    );
  await useEngine();
  const describer = await readDescriber(model, describerFiles(terminal, files, signal));
  const { bytes } = await exportDescriber(describer, out);
  const count = describer.descriptions.length;
  terminal.tell(`${count} descriptions, ${(bytes / 1e6).toFixed(1)} MB`);
  terminal.result(out);
}
