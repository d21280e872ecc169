import "../../test/cpu.ts";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { grad, memory, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { multiTypeLoss, releasedLoss } from "./multiTypeLoss.ts";
import type { Loss } from "./multiTypeLoss.ts";
import { pseudoHuber } from "../maps/pseudoHuber.ts";

/** `[image][type]`: a 2x2 map, row by row. */
const phi = [
  [
    [0.5, -1, 0, 2],
    [0.1, 0.2, -0.3, 0.4],
  ],
  [
    [1.5, 0, -0.5, 0.25],
    [3, -2, 1, 0],
  ],
];
const cellsOf = (maps: number[][][]) =>
  maps.flatMap((types) => types[0].flatMap((_, cell) => types.map((cells) => cells[cell])));
const phiTensor = () => tensor4d(cellsOf(phi), [2, 2, 2, 2]);

const lossOf = (loss: Loss, labels: number[][]) => (x: Tensor) =>
  loss(pseudoHuber(x as Tensor4D), tensor2d(labels));

describe.each(["cpu", "ort"])("multiTypeLoss on %s", (engine) => {
  beforeAll(() => useEngine(engine));

  // float64, gradients checked there by finite differences
  const expectedGradient = [
    [
      [-0.0502768762336, 0.0794947212682, 0, -0.1005537524671],
      [0.0062189824388, 0.0122572584461, -0.0179592428479, 0.0232119172721],
    ],
    [
      [0.0520031433961, 0, -0.0279508497187, 0.0151584765648],
      [-0.0372011417943, 0.0350735728409, -0.0277280939642, 0],
    ],
  ];

  test.each([
    {
      labels: [
        [1, 0],
        [0, 1],
      ],
      value: 0.447632442204,
      released: 0.895262671323,
    },
    {
      labels: [
        [0, 0],
        [1, 1],
      ],
      value: 0.629511599189,
      released: 1.25902002302,
    },
    {
      labels: [
        [0, 0],
        [0, 0],
      ],
      value: 0.417394739919,
      released: 0.834789479837,
    },
    {
      labels: [
        [1, 0],
        [0, 0],
      ],
      value: 0.564169153382,
      released: 1.128336907385,
    },
  ])(
    "of two images with labels $labels is $value, released $released",
    ({ labels, value, released }) => {
      // sums of 8 float32 numbers around 1
      expect(lossOf(multiTypeLoss(), labels)(phiTensor()).dataSync()[0]).toBeCloseTo(value, 6);
      expect(lossOf(releasedLoss, labels)(phiTensor()).dataSync()[0]).toBeCloseTo(released, 5.5);
    },
  );

  test("has the worked gradient with respect to phi", () => {
    const gradient = grad(
      lossOf(multiTypeLoss(), [
        [1, 0],
        [0, 1],
      ]),
    )(phiTensor()).dataSync();
    for (const [i, expected] of cellsOf(expectedGradient).entries())
      expect(gradient[i]).toBeCloseTo(expected, 7); // float32 of numbers around 0.1
  });

  // one pixel, one image, one type
  test.each([
    { phi: 1, label: 0, value: 0.4142135623731, slope: Math.SQRT1_2 },
    { phi: 1, label: 1, value: 1.0813416919246, slope: -1.3778916475452 },
    { phi: 5, label: 1, value: 0.016728069901903, slope: -0.016541187434651 },
    { phi: 5, label: 0, value: 4.0990195135928, slope: 0.98058067569092 },
    { phi: 0.01, label: 1, value: 9.9035375508695, slope: -199.99000066661 },
    { phi: 1e-3, label: 1, value: 14.508658238524, slope: -1999.9990000007 },
    { phi: 0, label: 0, value: 0, slope: 0 },
    // below the floor of 1e-12 (phi²/2 = 5e-13): value -ln 1e-12, slope -1e12 * phi
    { phi: 1e-6, label: 1, value: 27.631021115929, slope: -1e6 },
    { phi: 0, label: 1, value: 27.631021115929, slope: 0 },
  ])("at phi = $phi, label $label is $value, slope $slope", ({ phi, label, value, slope }) => {
    const at = tensor4d([phi], [1, 1, 1, 1]);
    const of = lossOf(multiTypeLoss(), [[label]]);
    const close = (got: number, expected: number) =>
      expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected)); // float32
    close(of(at).dataSync()[0], value);
    close(grad(of)(at).dataSync()[0], slope);
  });

  test.each([
    { name: "equation 3", loss: multiTypeLoss() },
    { name: "the released variant", loss: releasedLoss },
    { name: "a large epsilon, summed", loss: multiTypeLoss({ sumTypes: true, epsilon: 0.1 }) },
  ])("of $name has the gradient that finite differences give", ({ loss }) => {
    const labels = [
      [1, 0],
      [1, 1],
    ];
    const of = lossOf(loss, labels);
    const gradient = grad(of)(phiTensor()).dataSync();
    const base = cellsOf(phi);
    const step = 2 ** -6; // float32 rounding / step and step² both near 1e-4
    for (const [i, expected] of gradient.entries()) {
      const moved = (by: number) =>
        of(
          tensor4d(
            base.map((value, j) => (j === i ? value + by : value)),
            [2, 2, 2, 2],
          ),
        ).dataSync()[0];
      expect((moved(step) - moved(-step)) / (2 * step)).toBeCloseTo(expected, 3);
    }
  });

  test("with unmaskedOnly asks for a type only in cells that no mask tells of", () => {
    // three images of two cells that show type 1: [cell][type]
    const maps = tensor4d([1, 1, 3, 1, 1, 1, 3, 1, 1, 1, 3, 1], [3, 1, 2, 2]);
    const labels = tensor2d([1, 0, 1, 0, 1, 0], [3, 2]);
    // a mask that tells, no mask, and a mask of several types around the first cell
    const cells = tensor4d([1, 0, 0, 0, -1, 0, -1, 0, -1, 0, 0, 0], [3, 1, 2, 2]);
    const of = (known?: Tensor4D) =>
      multiTypeLoss({ unmaskedOnly: true })(maps, labels, known).dataSync()[0];
    const missed = (z: number) => -Math.log(1 - Math.exp(-z));
    expect(of(cells)).toBeCloseTo((0 + missed(2) + missed(1) + 3) / 6, 6); // and 1 for type 2 of each image
    expect(of()).toBeCloseTo((3 * missed(2) + 3) / 6, 6);
  });

  test("leaves no tensor behind but the scalar", () => {
    const [maps, labels] = [
      phiTensor(),
      tensor2d([
        [1, 0],
        [0, 1],
      ]),
    ];
    const before = memory().numTensors;
    const loss = multiTypeLoss()(maps, labels);
    expect(memory().numTensors).toBe(before + 1);
    loss.dispose();
    grad((x) => multiTypeLoss()(x as Tensor4D, labels))(maps).dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("refuses an epsilon below 0", () => {
    expect(() => multiTypeLoss({ epsilon: -1 })).toThrow(
      new RangeError("multiTypeLoss: expected an epsilon of at least 0, got -1"),
    );
  });
});
