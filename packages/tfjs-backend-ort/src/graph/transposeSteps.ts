/** One step of a transposition: a reshape to `dims`, if given, then a transpose by `argument`, if given. */
export interface TransposeStep {
  dims?: number[];
  argument?: number[];
}

/**
 * The steps of a transposition. ONNX Runtime moves one axis fast and permutes several slowly (2.4 M
 * floats: 3 ms against 25), so a reversal of three groups of axes is written as two single moves with a
 * reshape between them, which also keeps its optimiser from merging the two again.
 */
export function transposeSteps(
  dims: readonly number[],
  argument: readonly number[],
): TransposeStep[] {
  const result = argument.map((axis) => dims[axis]);
  const real = argument.filter((axis) => dims[axis] !== 1);
  if (real.every((axis, i) => i === 0 || real[i - 1] < axis)) return [{ dims: result }];

  // Neighbours that stay neighbours move as one.
  const groups: number[][] = [];
  for (const axis of argument)
    if (groups.length && groups.at(-1)!.at(-1)! + 1 === axis) groups.at(-1)!.push(axis);
    else groups.push([axis]);
  const sides = groups.map((group) => group.reduce((product, axis) => product * dims[axis], 1));
  const reversal =
    groups.length === 3 && groups[0][0] > groups[1][0] && groups[1][0] > groups[2][0];
  if (!reversal) return [{ argument: [...argument] }];
  const [c, b, a] = sides; // stored as [a, b, c], wanted as [c, b, a]
  return [
    { dims: [a * b, c], argument: [1, 0] },
    { dims: [c, a, b], argument: [0, 2, 1] },
    { dims: result },
  ];
}
