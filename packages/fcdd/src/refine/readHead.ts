import { foldedSpec, loadParams } from "@flawlens/backbones";
import type { Params, ParamSpec } from "@flawlens/backbones";
import { readTrainable } from "@flawlens/detector";
import { prefixedSpec } from "../_prefixedSpec.ts";
import { headParts } from "./headSettings.ts";
import type { HeadParts, HeadSettings } from "./headSettings.ts";
import { parseHeadSettings } from "./parseHeadSettings.ts";

/** The head of a detector's file, with the parts that train and show what it makes of features. */
export interface FileHead extends HeadParts {
  types: readonly string[];
  settings: HeadSettings;
  /** Its parameters `head.<name>`, batch normalisations folded into the convolutions before them. */
  spec: readonly ParamSpec[];
  /** Their values; they are the caller's. */
  params: Params;
}

/**
 * Reads the head of a detector's file, to train it further (`refineHead`) and to write it back (`withHead`). It needs
 * tfjs-core alone, and runs in a page too. The features that the head reads are the output `features` of the file.
 *
 * @param bytes - A file of `exportDetector`, of a detector that the command or `createFcdd({ settings })` made.
 * @throws {RangeError} If it is no such file, or its weights are not those that its settings ask for.
 *
 * @example
 * const head = await readHead(await readFile("detector.onnx"));
 */
export async function readHead(bytes: Uint8Array): Promise<FileHead> {
  const { metadata, tensors } = await readTrainable(bytes);
  const { method, types, trainable } = metadata;
  if (method !== "fcdd")
    throw new RangeError(
      `readHead: expected a detector of the method fcdd, got one of ${method}; its head is trained by its own method`,
    );
  const { channels, ...settings } = parseHeadSettings(trainable.settings);
  const parts = headParts(settings);
  const spec = foldedSpec(prefixedSpec("head.", parts.head.spec(channels, types.length)));
  return { ...parts, types, settings, spec, params: loadParams(spec, tensors) };
}
