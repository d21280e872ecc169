import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { type Perm, toPhysical } from "../graph/perm.ts";
import type { Kernel, Named } from "../recording/kernel.ts";

/** Numbers of a parameter up to which it is updated together with others: an operator costs as much as these. */
const SMALL = 2 ** 14;

interface AdamAttrs {
  beta1: number;
  beta2: number;
  count: number;
}

/** Adam's update of all parameters: see `adamSteps` of `@flawlens/ops` for the rule. */
export const optimizer: Kernel<AdamAttrs>[] = [
  {
    name: "AdamSteps",
    list: true,
    infer: (inputs, { count }) =>
      Array.from({ length: count }, (_, i) => inputs[`p${i}`]).flatMap((p) => [p, p, p]),
    lower(g, inputs, attrs, outputs) {
      const params = Array.from({ length: attrs.count }, (_, i) => stateOf(g, inputs, i));
      const { stepSize, epsilon } = inputs;
      const update = (names: string[]): string[] =>
        adam(g, names, attrs, g.plain(stepSize), g.plain(epsilon));
      const small = params.filter(({ size }) => size <= SMALL);
      const together = small.length > 1 ? updateTogether(g, small, update) : new Map();
      return params.flatMap((param, i) => {
        const names = together.get(param) ?? update(param.names);
        return names.map((name: string, j: number) =>
          g.result(outputs[3 * i + j], name, param.order),
        );
      });
    },
  },
];

/** Parameter, gradient and both sums of one update, all lying alike. */
interface State {
  names: string[];
  order: Perm;
  dims: number[];
  size: number;
}

function stateOf(g: Lowering, inputs: Named<Lowered>, i: number): State {
  const [p, d, m, v] = ["p", "g", "m", "v"].map((letter) => inputs[`${letter}${i}`]);
  // In the order in which the gradient comes out of the graph: the state follows once and for all.
  const order = d.primary.perm;
  const names = [p, d, m, v].map((value) => g.form(value, order));
  return { names, order, dims: toPhysical(p.shape, order), size: p.size };
}

function adam(
  g: Lowering,
  [p, d, m, v]: string[],
  { beta1, beta2 }: AdamAttrs,
  stepSize: string,
  epsilon: string,
): string[] {
  const decayed = (old: string, beta: number, fresh: string): string =>
    g.op("Add", [g.op("Mul", [old, g.scalar(beta)]), fresh]);
  const sum = decayed(m, beta1, d);
  const squares = decayed(v, beta2, g.op("Mul", [d, d]));
  const scale = g.op("Add", [g.op("Sqrt", [squares]), epsilon]);
  const change = g.op("Mul", [g.op("Div", [sum, scale]), stepSize]);
  return [g.op("Sub", [p, change]), sum, squares];
}

/** All of them end to end as one parameter, then taken apart again. */
function updateTogether(
  g: Lowering,
  states: State[],
  update: (names: string[]) => string[],
): Map<State, string[]> {
  const joined = [0, 1, 2, 3].map((part) =>
    g.op(
      "Concat",
      states.map(({ names, size }) => g.reshape(names[part], [size])),
      { axis: 0 },
    ),
  );
  const sizes = states.map(({ size }) => size);
  const apart = update(joined).map((name) => takenApart(g, name, sizes));
  return new Map(
    states.map((state, i) => [state, apart.map((names) => g.reshape(names[i], state.dims))]),
  );
}

/** The parts of a list. On a graphics card an operator has a dozen inputs and outputs at most. */
function takenApart(g: Lowering, name: string, sizes: number[]): string[] {
  if (g.forCpu) return g.ops("Split", [name, g.i64(sizes)], { axis: 0 }, { outputs: sizes.length });
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return g.op("Slice", [name, g.i64([end - size]), g.i64([end]), g.i64([0])]);
  });
}
