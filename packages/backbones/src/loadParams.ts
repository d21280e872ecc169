import { open } from "node:fs/promises";
import { tensor } from "@tensorflow/tfjs-core";

import { memoryShape, toMemory } from "./_layout.ts";
import type { ParamSpec, Params } from "./params.ts";
import { readSafetensors, readSafetensorsHeader } from "./readSafetensors.ts";
import { readTorch, readTorchHeader } from "./readTorch.ts";
import type { StoredTensors } from "./storedTensor.ts";

/** What a checkpoint may hold beside the network's own parameters. */
export interface LoadOptions {
  /** Stands before every name in the file; names without it are other modules', left alone. */
  prefix?: string;
  /** Whether to pass over names the network does not have, as when only its first part is used. */
  ignoreUnexpected?: boolean;
}

/**
 * Parameters of a network from a checkpoint's tensors. Nothing is guessed: every name must be
 * there, in its shape. `num_batches_tracked` is passed over, present or not.
 *
 * @param tensors - As `readSafetensors` gives them.
 * @throws {RangeError} If a name is missing, unexpected or has another shape or type; the
 *   message lists every one.
 *
 * @example
 * const params = loadParams(efficientnetLite0Spec(), await readSafetensors("model.safetensors"));
 */
export function loadParams(
  spec: readonly ParamSpec[],
  tensors: StoredTensors,
  options: LoadOptions = {},
): Params {
  check("loadParams", spec, tensors, options);
  const { prefix = "" } = options;
  return Object.fromEntries(
    loaded(spec).map((param) => {
      const { data } = tensors[prefix + param.name];
      const values = data instanceof Float32Array ? data : Float32Array.from(data as Float64Array);
      const memory = toMemory(param, values);
      return [param.name, tensor(memory, memoryShape(param), "float32")];
    }),
  );
}

/**
 * `loadParams` straight from a file, safetensors or PyTorch's, which its first bytes tell:
 * names and shapes are checked before any tensor is read, and only the network's own are read.
 *
 * @throws {RangeError} As `loadParams`, `readSafetensors` and `readTorch`.
 *
 * @example
 * const params = await readParams(inceptionResnetV2Spec({ upTo: "repeat" }), "inception_resnet_v2.safetensors", {
 *   ignoreUnexpected: true, // the file holds the whole network
 * });
 */
export async function readParams(
  spec: readonly ParamSpec[],
  file: string,
  options: LoadOptions = {},
): Promise<Params> {
  const torch = await isTorch(file);
  const tensors = torch ? await readTorchHeader(file) : (await readSafetensorsHeader(file)).tensors;
  check(`readParams: ${file}`, spec, tensors, options);
  const { prefix = "" } = options;
  const names = loaded(spec).map(({ name }) => prefix + name);
  return loadParams(spec, await (torch ? readTorch : readSafetensors)(file, { names }), options);
}

/** A zip or a pickle, and not the header of safetensors, whose ninth byte opens its JSON. */
async function isTorch(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(new Uint8Array(9), 0, 9, 0);
    return buffer[8] !== 0x7b && ((buffer[0] === 0x50 && buffer[1] === 0x4b) || buffer[0] === 0x80);
  } finally {
    await handle.close();
  }
}

function loaded(spec: readonly ParamSpec[]): ParamSpec[] {
  return spec.filter(({ kind }) => kind !== "counter");
}

/** Refuses a checkpoint that is not this network's, with all the differences. */
function check(
  source: string,
  spec: readonly ParamSpec[],
  tensors: Record<string, { dtype: string; shape: number[] }>,
  { prefix = "", ignoreUnexpected = false }: LoadOptions,
) {
  const known = new Set(spec.map(({ name }) => prefix + name));
  const missing: string[] = [];
  const different: string[] = [];
  for (const { name, shape } of loaded(spec)) {
    if (!Object.hasOwn(tensors, prefix + name)) {
      missing.push(prefix + name);
      continue;
    }
    const found = tensors[prefix + name];
    if (found.shape.join() !== shape.join() || !floats.has(found.dtype))
      different.push(
        `${prefix}${name} [${found.shape.join(", ")}] ${found.dtype} instead of [${shape.join(", ")}]`,
      );
  }
  const unexpected = ignoreUnexpected
    ? []
    : Object.keys(tensors).filter(
        (name) =>
          name.startsWith(prefix) && !known.has(name) && !name.endsWith(".num_batches_tracked"),
      );
  const differences = [
    listed("missing", missing, prefixHint(missing, spec, tensors)),
    listed("unexpected", unexpected, "; { ignoreUnexpected: true } passes over them"),
    listed("of another shape or type", different),
  ].join("");
  if (differences)
    throw new RangeError(
      `${source}: expected the ${known.size} parameters of this network, got differences:${differences}`,
    );
}

/** Says where the names are, if all of them stand behind one prefix. */
function prefixHint(
  missing: string[],
  spec: readonly ParamSpec[],
  tensors: Record<string, unknown>,
): string {
  const names = loaded(spec).map(({ name }) => name);
  if (!names.length || missing.length < names.length) return "";
  const found = Object.keys(tensors).find((name) => name.endsWith(names[0]));
  const prefix = found?.slice(0, -names[0].length);
  const all = prefix !== undefined && names.every((name) => Object.hasOwn(tensors, prefix + name));
  return all ? `; all are there behind { prefix: ${JSON.stringify(prefix)} }` : "";
}

const floats = new Set(["F64", "F32", "F16", "BF16"]);

function listed(what: string, names: string[], hint = ""): string {
  return names.length ? `\n  ${names.length} ${what}: ${names.join(", ")}${hint}` : "";
}
