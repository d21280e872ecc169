import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import { elementwise } from "./_elementwise.ts";
import { sumInStages } from "./_sumInStages.ts";

/** Batch normalisation: with given statistics, with the batch's own, and the gradient of the latter. */
export const normalization: Kernel[] = [
  {
    name: "FusedBatchNorm",
    infer: ({ x }) => x,
    lower(g, { x, mean, variance, scale, offset }, { varianceEpsilon }, [output]) {
      const vectors = [mean, variance, scale, offset].every((v) => !v || v.shape.length === 1);
      if (x.shape.length === 4 && vectors) {
        const channels = x.shape[3];
        const filled = (v: Lowered | undefined, value: number): string =>
          v ? g.plain(v) : g.floats(new Array<number>(channels).fill(value));
        return g.result(
          output,
          g.op(
            "BatchNormalization",
            [
              g.form(x, NCHW),
              filled(scale, 1),
              filled(offset, 0),
              g.plain(mean),
              g.plain(variance),
            ],
            { epsilon: { float: varianceEpsilon as number } },
          ),
          NCHW,
        );
      }
      const given = [x, mean, variance, ...[scale, offset].filter((v) => v !== undefined)];
      return elementwise(g, given, output, ([x, mean, variance, ...rest]) => {
        const deviation = g.op("Sqrt", [
          g.op("Add", [variance, g.scalar(varianceEpsilon as number)]),
        ]);
        let result = g.op("Div", [g.op("Sub", [x, mean]), deviation]);
        if (scale) result = g.op("Mul", [result, rest.shift()!]);
        return offset ? g.op("Add", [result, rest.shift()!]) : result;
      });
    },
  },
  {
    name: "BatchNormTrain",
    infer: ({ x, scale }) => [x, scale, scale].map(({ shape }) => ({ dtype: "float32", shape })),
    lower(g, { x, scale, offset }, { epsilon }, outputs) {
      const [gamma, beta] = [g.plain(scale), g.plain(offset)];
      if (!g.forCpu) {
        const names = normalized(g, g.form(x, NCHW), [gamma, beta], epsilon as number);
        return names.map((name, i) => g.result(outputs[i], name, i === 0 ? NCHW : [0]));
      }
      // The operator writes its running statistics in place, so each call gets zeros of its own.
      const fresh = (from: string): string =>
        g.op("Mul", [from, g.scalar(0)], {}, { unique: true });
      const names = g.ops(
        "BatchNormalization",
        [g.form(x, NCHW), gamma, beta, fresh(gamma), fresh(beta)],
        { epsilon: { float: epsilon as number }, momentum: { float: 0 }, training_mode: 1 },
        { outputs: 3, unique: true },
      );
      return names.map((name, i) => g.result(outputs[i], name, i === 0 ? NCHW : [0]));
    },
  },
  {
    name: "BatchNormTrainGrad",
    infer: ({ x, scale }) => [x, scale, scale].map(({ shape }) => ({ dtype: "float32", shape })),
    lower(g, { dy, x, scale, mean, variance }, { epsilon }, outputs) {
      const parts = gradientParts(g, [dy, x, scale, mean, variance], epsilon as number);
      const [dx, dscale, doffset] = parts;
      return [
        g.result(outputs[0], dx, NCHW),
        g.result(outputs[1], dscale),
        g.result(outputs[2], doffset),
      ];
    },
  },
];

/** The operator's training mode, which other providers than ONNX Runtime's own for the processor lack, in two passes. */
function normalized(
  g: Lowering,
  x: string,
  [gamma, beta]: string[],
  epsilon: number,
): [y: string, mean: string, variance: string] {
  const axes = { axes: [0, 2, 3] };
  const means = g.op("ReduceMean", [x], { ...axes, keepdims: 1 });
  const away = g.op("Sub", [x, means]);
  const variance = g.op("ReduceMean", [g.op("Mul", [away, away])], { ...axes, keepdims: 0 });
  const mean = g.op("Squeeze", [means, g.i64(axes.axes)]);
  const y = g.op("BatchNormalization", [x, gamma, beta, mean, variance], {
    epsilon: { float: epsilon },
  });
  return [y, mean, variance];
}

/**
 * The gradients: dx = γ·r·dy - γ·r³·s2/P · x + (γ·r³·s2/P · mean - γ·r·s1/P), an affine map of dy plus
 * one of x, where a channel has P pixels, s1 = Σ dy, s2 = Σ dy·(x - mean) and r = 1/sqrt(variance + ε).
 */
function gradientParts(
  g: Lowering,
  [dy, x, scale, mean, variance]: Lowered[],
  epsilon: number,
): [dx: string, dscale: string, doffset: string] {
  const channels = x.shape[3];
  const pixels = x.size / channels;
  const [upstream, input] = [g.form(dy, NCHW), g.form(x, NCHW)];
  const [n, height, width] = x.shape;
  const dims = [n, channels, height, width];
  const perChannel = (name: string): string =>
    sumInStages(g, name, { type: "ReduceSum", dims, axes: [0, 2, 3] });
  const s1 = perChannel(upstream);
  const raw = perChannel(g.op("Mul", [upstream, input]));
  const center = g.plain(mean);
  const s2 = g.op("Sub", [raw, g.op("Mul", [center, s1])]);
  const r = g.op("Reciprocal", [
    g.op("Sqrt", [g.op("Add", [g.plain(variance), g.scalar(epsilon)])]),
  ]);
  const dscale = g.op("Mul", [r, s2]);
  const a = g.op("Mul", [g.plain(scale), r]);
  const share = g.scalar(-1 / pixels);
  const b = g.op("Mul", [g.op("Mul", [g.op("Mul", [a, r]), dscale]), share]);
  const c = g.op("Sub", [g.op("Mul", [g.op("Mul", [a, s1]), share]), g.op("Mul", [b, center])]);
  const affine = (name: string, factor: string, shift: string): string => {
    const zeros = g.floats(new Array<number>(channels).fill(0));
    const ones = g.floats(new Array<number>(channels).fill(1 - 1e-5));
    return g.op("BatchNormalization", [name, factor, shift, zeros, ones], {
      epsilon: { float: 1e-5 },
    });
  };
  const zero = g.floats(new Array<number>(channels).fill(0));
  return [g.op("Add", [affine(upstream, a, c), affine(input, b, zero)]), dscale, s1];
}
