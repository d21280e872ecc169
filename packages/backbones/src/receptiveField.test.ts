import "@tensorflow/tfjs-backend-cpu";
import * as fc from "fast-check";
import { buffer, setBackend, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { initParams } from "./initParams.ts";
import type { LayerOps, Network, PoolOptions } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import { receptiveField } from "./receptiveField.ts";
import { runNetwork } from "./runNetwork.ts";

/** A network of windows one after another, then of two branches that meet. */
function network(path: PoolOptions[], branches: [PoolOptions, PoolOptions]): Network {
  const step = <T>(ops: LayerOps<T>, x: T, options: PoolOptions, name: string): T =>
    ops.conv(x, name, { ...options, filters: 1, init: { uniform: 1 } });
  return {
    name: "windows",
    minSize: 1,
    preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], size: 1 },
    *layers(ops, images) {
      let x = images;
      for (const [i, options] of path.entries()) x = step(ops, x, options, `path.${i}`);
      yield ["path", x];
      yield ["sum", ops.add(step(ops, x, branches[0], "a"), step(ops, x, branches[1], "b"))];
      yield ["mean", ops.globalMean(x)];
    },
  };
}

/**
 * The pixels of a row that each cell depends on, by lighting each alone: weights are positive
 * and nothing cancels, so a cell is not 0 exactly if it sees the lit pixel. [first, last].
 */
function seenByTrying(net: Network, layer: string, width: number): [number, number][] {
  const params = initParams(networkSpec(net), { random: () => 1 });
  const rows = buffer([width, 1, width, 3]); // image i has pixel i lit
  for (let pixel = 0; pixel < width; pixel++) rows.set(1, pixel, 0, pixel, 0);
  const images = rows.toTensor() as Tensor4D;
  const values = tidy(() => runNetwork(net, params, images, { layers: [layer] }).features[layer]);
  const cells = values.shape[2];
  const seen: [number, number][] = [];
  for (const [i, value] of values.dataSync().entries()) {
    const [pixel, cell] = [Math.floor(i / cells), i % cells];
    if (value) seen[cell] = [seen[cell]?.[0] ?? pixel, pixel];
  }
  return seen;
}

/** Windows along the row, of every padding. */
const window: fc.Arbitrary<PoolOptions> = fc
  .record({
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 2 }),
    pad: fc.constantFrom("none", "half", "same"),
  })
  .map(({ kernel, stride, pad }) => ({
    kernel: [1, kernel],
    stride,
    pad: pad === "same" ? pad : [0, pad === "half" ? Math.floor(kernel / 2) : 0],
  }));

describe("receptiveField", () => {
  beforeAll(async () => {
    await setBackend("cpu");
  });

  test("is what lighting one pixel after another finds", () => {
    fc.assert(
      fc.property(
        fc.array(window, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 80, max: 87 }),
        (path, width) => {
          const net = network(path, [{ kernel: 1 }, { kernel: [1, 5], pad: [0, 2] }]);
          for (const layer of ["path", "sum"]) {
            const { x } = receptiveField(net, layer, { height: 1, width });
            const seen = seenByTrying(net, layer, width);
            expect(seen).toHaveLength(x.cells);
            const expected = Array.from({ length: x.cells }, (_, cell) => {
              const first = x.offset + cell * x.stride - (x.size - 1) / 2;
              return [first, first + x.size - 1];
            });
            // Near a border a cell may miss pixels that strides leave out.
            const inner = expected.flatMap(([a, b], i) => (a >= 8 && b < width - 8 ? [i] : []));
            expect(inner.length).toBeGreaterThan(0);
            expect(inner.map((i) => seen[i])).toEqual(inner.map((i) => expected[i]));
          }
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  test("of a global mean is the whole image", () => {
    const net = network([{ kernel: 3, pad: 1 }], [{ kernel: 1 }, { kernel: 1 }]);
    const field = receptiveField(net, "mean", { height: 9, width: 7 });
    expect(field.y).toEqual({ cells: 1, stride: 9, size: 11, offset: 4 });
    expect(field.x).toEqual({ cells: 1, stride: 7, size: 9, offset: 3 });
  });

  test("lists the layers when asked for another", () => {
    const net = network([], [{ kernel: 1 }, { kernel: 1 }]);
    expect(() => receptiveField(net, "head")).toThrow(
      new RangeError("receptiveField: expected a layer of windows (path, sum, mean), got head"),
    );
  });
});
