import type { Params } from "@flawlens/backbones";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { Detector, DetectorOutputs } from "./detector.ts";

/**
 * What a detector computes of a batch, its shapes checked, so that a method that breaks the contract is told
 * so where it does.
 *
 * @param caller - The function that errors begin with.
 * @throws {RangeError} If an output has another shape than `types` and `extras` ask for, or is missing.
 */
export function checkedOutputs(
  caller: string,
  { outputs, types, extras = {} }: Pick<Detector, "outputs" | "types" | "extras">,
  params: Params,
  images: Tensor4D,
): DetectorOutputs {
  const found = outputs(params, images);
  const [count] = images.shape;
  const check = (name: string, tensor: Tensor | undefined, wanted: (number | string)[]) => {
    const shape = tensor?.shape ?? [];
    const fits =
      tensor?.dtype === "float32" &&
      shape.length === wanted.length &&
      wanted.every((side, i) => (typeof side === "string" ? shape[i] >= 1 : shape[i] === side));
    if (!fits)
      throw new RangeError(
        `${caller}: expected the detector's output ${name} as float32 [${wanted.join(", ")}], ` +
          `got ${tensor ? `${tensor.dtype} [${shape.join(", ")}]` : "none"}`,
      );
  };
  check("scores", found.scores, [count, types.length]);
  check("maps", found.maps, [count, "u", "v", types.length]);
  for (const [name, columns] of Object.entries(extras))
    check(name, found.extras?.[name], [count, columns.length]);
  for (const name of Object.keys(found.extras ?? {}))
    if (!Object.hasOwn(extras, name))
      throw new RangeError(
        `${caller}: expected extra outputs among ${Object.keys(extras).join(", ") || "none"}, as the ` +
          `detector lists them, got ${name}`,
      );
  return found;
}
