import "../../test/cpu.ts";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { grad, memory, tensor1d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { anomalousLoss } from "./anomalousLoss.ts";

const valueAt = (z: number, epsilon = 0) => anomalousLoss(tensor1d([z]), epsilon).dataSync()[0];
const slopeAt = (z: number, epsilon = 0) =>
  grad((x) => anomalousLoss(x, epsilon))(tensor1d([z])).dataSync()[0];
const relative = (got: number, expected: number) => Math.abs(got - expected) / Math.abs(expected);

describe.each(["cpu", "ort"])("anomalousLoss on %s", (engine) => {
  beforeAll(() => useEngine(engine));

  // 50-digit arithmetic
  test.each([
    { z: 1e-12, value: 27.631021115929, slope: -999999999999.5 },
    { z: 1e-6, value: 13.8155110579642, slope: -999999.500000083 },
    { z: 0.01, value: 4.6101660193249, slope: -99.5008333319444 },
    { z: 0.1, value: 2.35216846104409, slope: -9.50833194477505 },
    { z: 0.5, value: 0.932752129567189, slope: -1.5414940825368 },
    { z: Math.LN2, value: Math.LN2, slope: -1 },
    { z: 1, value: 0.458675145387082, slope: -0.581976706869326 },
    { z: 2, value: 0.145413457868859, slope: -0.156517642749666 },
    { z: 5, value: 0.00676074944948856, slope: -0.00678365490630423 },
    { z: 20, value: 2.06115362456273e-9, slope: -2.06115362668691e-9 },
    { z: 50, value: 1.92874984796392e-22, slope: -1.92874984796392e-22 },
  ])("of $z is $value, its slope $slope", ({ z, value, slope }) => {
    // z itself is rounded to float32: 2^-24 relative moves exp(-z) by z * 2^-24, 3e-6 at 50
    const tolerance = 3e-7 + z * 6e-8;
    expect(relative(valueAt(z), value)).toBeLessThan(tolerance);
    expect(relative(slopeAt(z), slope)).toBeLessThan(tolerance);
  });

  test.each([0, 1e-38, 1e-20, 88, 200, 1e30, Infinity])(
    "is finite at %s in value and gradient",
    (z) => {
      expect(valueAt(z)).toBeLessThanOrEqual(27.6311);
      expect(valueAt(z)).toBeGreaterThanOrEqual(0);
      expect(slopeAt(z)).toBeLessThanOrEqual(0);
      expect(slopeAt(z)).toBeGreaterThanOrEqual(-1.0001e12);
    },
  );

  test("with epsilon is the released code's: bounded at 13.8155, below zero for high scores", () => {
    expect(valueAt(0, 1e-6)).toBeCloseTo(13.8155, 4);
    expect(valueAt(20, 1e-6)).toBeCloseTo(-9.98e-7, 7); // float32 resolves 1.2e-7 around 1
    expect(valueAt(1, 1e-6)).toBeCloseTo(-Math.log(1 - Math.exp(-1) + 1e-6), 6); // float32
    const slope = -Math.exp(-0.3) / (1 - Math.exp(-0.3) + 1e-2);
    expect(slopeAt(0.3, 1e-2)).toBeCloseTo(slope, 5); // float32 of a number near 3
  });

  test("leaves no tensor behind", () => {
    const z = tensor1d([0.1, 3]);
    const before = memory().numTensors;
    anomalousLoss(z).dispose();
    anomalousLoss(z, 1e-6).dispose();
    grad((x) => anomalousLoss(x))(z).dispose();
    expect(memory().numTensors).toBe(before);
  });
});
