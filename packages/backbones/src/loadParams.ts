import { dispose, tensor } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

import { memoryShape, toMemory } from "./_layout.ts";
import type { ParamSpec, Params } from "./params.ts";
import { shorten } from "./_shorten.ts";
import { openAny } from "./readWeights.ts";
import type { StoredTensor, StoredTensors } from "./storedTensor.ts";
import { headerOf, withWeights } from "./_weightsFile.ts";

/** What a checkpoint may hold beside the network's own parameters. */
export interface LoadOptions {
  /** The beginning of every name of the network in the file. Other names belong to other modules and are ignored. */
  prefix?: string;
  /** Whether to pass over names the network does not have, as when only its first part is used. */
  ignoreUnexpected?: boolean;
}

/**
 * Parameters of a network from a checkpoint's tensors. Nothing is guessed: every name must be
 * there, in its shape. `num_batches_tracked` is passed over, present or not.
 *
 * @param tensors - The tensors that `readSafetensors` returned.
 * @throws {ParamsMismatch} If a name is missing, unexpected or has another shape or type; the
 *   message lists them (the first ten of more than twenty), the error holds every one.
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
    loaded(spec).map((param) => [param.name, inMemory(param, tensors[prefix + param.name])]),
  );
}

/**
 * `loadParams` straight from a file, safetensors, PyTorch's or ONNX, which its first bytes tell:
 * names and shapes are checked before any tensor is read, and only the network's own are read, one
 * after another, so that little more memory is taken than they have.
 *
 * @throws {RangeError} As `loadParams` and `readWeights`.
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
  const source = `readParams: ${file}`;
  return withWeights(openAny, file, source, async (weights) => {
    check(source, spec, headerOf(weights), options);
    const { prefix = "" } = options;
    const byName = new Map(loaded(spec).map((param) => [prefix + param.name, param]));
    const params: Params = {};
    try {
      for await (const [name, stored] of weights.read([...byName.keys()])) {
        const param = byName.get(name) as ParamSpec;
        params[param.name] = inMemory(param, stored);
      }
    } catch (error) {
      dispose(params);
      throw error;
    }
    return Object.fromEntries(loaded(spec).map(({ name }) => [name, params[name]]));
  });
}

/** A checkpoint's tensor, laid out as memory has it. */
function inMemory(param: ParamSpec, { data }: StoredTensor): Tensor {
  const values = data instanceof Float32Array ? data : Float32Array.from(data as Float64Array);
  return tensor(toMemory(param, values), memoryShape(param), "float32");
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
  if (!missing.length && !unexpected.length && !different.length) return;
  const lists = [
    listed("missing", missing, prefixHint(missing, spec, tensors)),
    listed("unexpected", unexpected, "; { ignoreUnexpected: true } passes over them"),
    listed("of another shape or type", different),
  ].join("");
  throw new ParamsMismatch(
    `${source}: expected the ${known.size} parameters of this network, got differences:${lists}`,
    { missing, unexpected, different },
  );
}

/** A checkpoint that is another network's; the message shows the first differences of each kind. */
export class ParamsMismatch extends RangeError {
  /** Every name that the checkpoint lacks. */
  readonly missing: readonly string[];
  /** Every name that the network lacks. */
  readonly unexpected: readonly string[];
  /** Every name of another shape or type, and how it differs. */
  readonly different: readonly string[];
  constructor(
    message: string,
    lists: { missing: string[]; unexpected: string[]; different: string[] },
  ) {
    super(message);
    this.missing = lists.missing;
    this.unexpected = lists.unexpected;
    this.different = lists.different;
  }
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

/** All of up to 20 names, or the first 10 and how many more. */
function listed(what: string, names: string[], hint = ""): string {
  if (!names.length) return "";
  const shown =
    names.length <= 20 ? names : [...names.slice(0, 10), `and ${names.length - 10} more`];
  return `\n  ${names.length} ${what}: ${shown.map(shorten).join(", ")}${hint}`;
}
