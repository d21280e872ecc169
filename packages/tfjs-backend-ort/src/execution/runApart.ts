import type { RecordedNode, Value } from "../recording/value.ts";
import { OperationError } from "./operationError.ts";
import type { Steps } from "./steps.ts";

/**
 * Computes nodes, of which one or more may fail, so that all that does not depend on a failed one is
 * computed. What fails together is halved until single nodes are left: about 2·log2(N) graphs are
 * compiled for one failure among N nodes.
 *
 * @param nodes - The nodes in order: each after those it needs.
 * @param run - Computes nodes as one graph and stores those of their outputs that are held.
 */
export function* runApart(
  nodes: readonly RecordedNode[],
  run: (nodes: RecordedNode[]) => Steps<void>,
): Steps<void> {
  const able = nodes.filter((node) => {
    const failed = node.inputs.find(({ failure }) => failure);
    if (failed) fail(node, failed.failure!);
    return !failed;
  });
  if (able.length === 0) return;
  try {
    yield* run(able);
  } catch (error) {
    if (able.length === 1) return fail(able[0], new OperationError(able[0], error));
    const middle = able.length >> 1;
    const first = able.slice(0, middle);
    const second = able.slice(middle);
    // What the second half needs of the first is kept for it.
    const between = sharedValues(first, second);
    for (const value of between) value.holders++;
    yield* runApart(first, run);
    yield* runApart(second, run);
    for (const value of between) value.holders--;
  }
}

function fail(node: RecordedNode, failure: Error): void {
  for (const value of node.outputs) {
    value.failure = failure;
    value.node = null;
  }
}

function sharedValues(first: RecordedNode[], second: RecordedNode[]): Set<Value> {
  const made = new Set(first);
  const needed = second.flatMap(({ inputs }) => inputs);
  return new Set(needed.filter(({ node }) => node && made.has(node)));
}
