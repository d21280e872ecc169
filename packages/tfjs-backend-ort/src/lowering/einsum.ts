import { backend_util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../recording/kernel.ts";

/** Sums of products by Einstein's convention. */
export const einsum: Kernel<{ equation: string }> = {
  name: "Einsum",
  infer: (inputs, { equation }) => {
    const parts = Object.values(inputs);
    const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, parts.length);
    backend_util.checkEinsumDimSizes(allDims.length, idDims, parts as never);
    const sides = new Map<string, number>();
    for (const [i, { shape }] of parts.entries())
      for (const [axis, dim] of idDims[i].entries()) sides.set(allDims[dim], shape[axis]);
    const kept = equation.split("->")[1].trim();
    return { dtype: parts[0].dtype, shape: Array.from(kept, (letter) => sides.get(letter)!) };
  },
  supports: (inputs) => {
    const [first, ...rest] = Object.values(inputs);
    return first.dtype !== "bool" && rest.every(({ dtype }) => dtype === first.dtype);
  },
  lower: (g, inputs, { equation }, [output]) => {
    const names = Object.values(inputs).map((input) => g.plain(input));
    return g.result(output, g.op("Einsum", names, { equation: equation.replaceAll(/\s/g, "") }));
  },
};
