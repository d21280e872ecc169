import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import { joining } from "../lowering/joining.ts";
import { slicing } from "../lowering/slicing.ts";
import { delegate } from "./delegate.ts";

const named = (name: string) => [...slicing, ...joining].find((kernel) => kernel.name === name)!;

/**
 * Warps each image of a batch by TensorFlow.js's cpu kernel, which on its own returns after the first
 * image and leaves the others black.
 */
export function transformEach(
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap | undefined,
  ort: OrtBackend,
): TensorInfo | TensorInfo[] {
  const { image, transforms } = inputs as Record<string, TensorInfo>;
  const [count] = image.shape;
  if (count <= 1 || image.shape.includes(0)) return delegate("Transform", inputs, attrs, ort);
  const temporary: TensorInfo[] = [];
  const part = (x: TensorInfo, i: number): TensorInfo => {
    if (x.shape[0] === 1) return x;
    const begin = x.shape.map((_, axis) => (axis === 0 ? i : 0));
    const size = x.shape.with(0, 1);
    const [cut] = ort.record(named("Slice"), { x }, { begin, size })!;
    temporary.push(cut);
    return cut;
  };
  const warped = Array.from({ length: count }, (_, i) => {
    const one = { image: part(image, i), transforms: part(transforms, i) };
    return delegate("Transform", one, attrs, ort) as TensorInfo;
  });
  const [result] = ort.record(named("Concat"), { ...warped } as never, { axis: 0 })!;
  for (const { dataId } of [...temporary, ...warped]) ort.disposeData(dataId);
  return result;
}
