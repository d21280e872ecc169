import "../../test/cpu.ts";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { grad, memory, tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { pseudoHuber } from "./pseudoHuber.ts";

describe.each(["cpu", "ort"])("pseudoHuber on %s", (engine) => {
  beforeAll(() => useEngine(engine));

  // 50-digit arithmetic
  test.each([
    { phi: 1e-8, map: 5.0e-17, slope: 1e-8 },
    { phi: 1e-4, map: 4.9999999875e-9, slope: 9.99999995e-5 },
    { phi: 0.1, map: 0.00498756211208903, slope: 0.099503719021 },
    { phi: 0.5, map: 0.118033988749895, slope: 0.4472135955 },
    { phi: 1, map: 0.414213562373095, slope: Math.SQRT1_2 },
    { phi: -2, map: 1.23606797749979, slope: -0.894427191 },
    { phi: 3, map: 2.16227766016838, slope: 0.948683298051 },
    { phi: 10, map: 9.04987562112089, slope: 0.99503719021 },
    { phi: 1e4, map: 9999.00005, slope: 0.999999995 },
    { phi: 0, map: 0, slope: 0 },
  ])("of $phi is $map, its slope $slope", ({ phi, map, slope }) => {
    const x = tensor1d([phi]);
    // relative: a few roundings of float32 (2^-24 each)
    expect(relative(pseudoHuber(x).dataSync()[0], map)).toBeLessThan(4e-7);
    expect(relative(grad(pseudoHuber)(x).dataSync()[0], slope)).toBeLessThan(4e-7);
  });

  test("keeps the shape and leaves no tensor behind", () => {
    const x = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const before = memory().numTensors;
    const y = pseudoHuber(x);
    const g = grad(pseudoHuber)(x);
    expect(y.shape).toEqual([1, 2, 2, 1]);
    y.dispose();
    g.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

const relative = (got: number, expected: number): number =>
  expected === 0 ? Math.abs(got) : Math.abs(got - expected) / Math.abs(expected);
