import { memoryShape, toFile } from "./_layout.ts";
import type { ParamSpec, Params } from "./params.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Parameters as the tensors of a checkpoint, in PyTorch's layout, for `writeSafetensors`.
 * Counters are not written; PyTorch does not need them.
 *
 * @throws {RangeError} If a parameter is missing or has another shape than the spec says.
 */
export async function saveParams(
  spec: readonly ParamSpec[],
  params: Params,
): Promise<StoredTensors> {
  const tensors: StoredTensors = {};
  for (const param of spec) {
    if (param.kind === "counter") continue;
    const { name, shape } = param;
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    const expected = memoryShape(param);
    if (value?.shape.join() !== expected.join())
      throw new RangeError(
        `saveParams: expected ${name} of shape [${expected.join(", ")}], got ${value ? `[${value.shape.join(", ")}]` : "none"}`,
      );
    const data = toFile(param, (await value.data<"float32">()) as Float32Array);
    tensors[name] = { dtype: "F32", shape: [...shape], data };
  }
  return tensors;
}
