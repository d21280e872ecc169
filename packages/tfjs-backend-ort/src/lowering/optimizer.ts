import type { Kernel } from "../recording/kernel.ts";

/** Adam's update of one parameter: see `ops/adamStep.ts` for the rule. */
export const optimizer: Kernel[] = [
  {
    name: "AdamStep",
    infer: ({ param }) => [param, param, param],
    lower(g, { param, gradient, m, v, stepSize, epsilon }, attrs, outputs) {
      const { beta1, beta2 } = attrs as { beta1: number; beta2: number };
      // All four lie alike, in the order in which the gradient comes out of the graph.
      const order = g.commonOrder([gradient, param, m, v], param.shape);
      const [p, d, first, second] = [param, gradient, m, v].map((value) => g.form(value, order));
      const decay = (old: string, beta: number, fresh: string): string =>
        g.op("Add", [g.op("Mul", [old, g.scalar(beta)]), g.op("Mul", [fresh, g.scalar(1 - beta)])]);
      const m2 = decay(first, beta1, d);
      const v2 = decay(second, beta2, g.op("Mul", [d, d]));
      const scale = g.op("Add", [g.op("Sqrt", [v2]), g.plain(epsilon)]);
      const change = g.op("Mul", [g.op("Div", [m2, scale]), g.plain(stepSize)]);
      return [g.op("Sub", [p, change]), m2, v2].map((name, i) => g.result(outputs[i], name, order));
    },
  },
];
