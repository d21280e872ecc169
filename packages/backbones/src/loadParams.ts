import { tensor } from "@tensorflow/tfjs-core";

import { memoryShape, toMemory } from "./_layout.ts";
import type { ParamSpec, Params } from "./params.ts";
import { readSafetensors, readSafetensorsHeader } from "./readSafetensors.ts";
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
 * `loadParams` straight from a `.safetensors` file: names and shapes are checked by its header
 * before any tensor is read, and only the network's own are read.
 *
 * @throws {RangeError} As `loadParams` and `readSafetensors`.
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
  const { tensors } = await readSafetensorsHeader(file);
  check(`readParams: ${file}`, spec, tensors, options);
  const { prefix = "" } = options;
  const names = loaded(spec).map(({ name }) => prefix + name);
  return loadParams(spec, await readSafetensors(file, { names }), options);
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
    listed("missing", missing),
    listed("unexpected", unexpected, "; { ignoreUnexpected: true } passes over them"),
    listed("of another shape or type", different),
  ].join("");
  if (differences)
    throw new RangeError(
      `${source}: expected the ${known.size} parameters of this network, got differences:${differences}`,
    );
}

const floats = new Set(["F64", "F32", "F16", "BF16"]);

function listed(what: string, names: string[], hint = ""): string {
  return names.length ? `\n  ${names.length} ${what}: ${names.join(", ")}${hint}` : "";
}
