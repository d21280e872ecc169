import { imageTensor } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { tidyOutput } from "@flawlens/ops";
import { dispose, memory } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { checkedOutputs } from "../_checkedOutputs.ts";
import { difference, isAveraged, relativeTolerance, tolerance } from "../_difference.ts";
import type { Detector } from "../detector.ts";
import { foldedParams } from "../foldedParams.ts";
import { halfPixel } from "../maps/upsampling.ts";
import { compareExported } from "./_compareExported.ts";
import { testImages } from "./_testImages.ts";
import { withoutReading } from "./_withoutReading.ts";

/** One thing that every detector keeps to, as a test of any runner. */
export interface DetectorClaim {
  /** A sentence, the name of the test. */
  claim: string;
  /** Rejects with what was expected and what was found. */
  check(): Promise<void>;
}

/** What a contract is checked on. */
export interface ContractOptions {
  /** At least three images of the detector's input size; default four of seeded noise and shapes. */
  images?: readonly Image[];
}

/** Outputs by name, maps at both resolutions. */
type Values = Record<string, { data: Float32Array; shape: number[] }>;

/**
 * The contract of a {@link Detector} as tests: prediction, calibration, export, inference and the command rely
 * on each of these claims, on the engine that is set when they are checked. The one about the exported file
 * needs `@flawlens/tfjs-backend-ort` and `onnxruntime-node`.
 *
 * @param make - A detector, trained or not; called once a claim. Its parameters are not disposed.
 *
 * @example
 * for (const { claim, check } of detectorContract(() => myDetector)) test(claim, check);
 */
export function detectorContract(
  make: () => Detector | Promise<Detector>,
  { images }: ContractOptions = {},
): DetectorClaim[] {
  const checkWith =
    (check: (detector: Detector, images: readonly Image[]) => Promise<void>) => async () => {
      const detector = await make();
      const given = images ?? testImages(detector.inputSize, 4);
      if (given.length < 3)
        throw new RangeError(
          `detectorContract: expected at least 3 images, got ${given.length}; give more`,
        );
      await check(detector, given);
    };
  return [
    { claim: "its names differ and its parameters are those of its spec", check: checkWith(named) },
    {
      claim: "its outputs are finite and have the shapes of the contract",
      check: checkWith(shaped),
    },
    { claim: "its outputs are a pure function that reads no value", check: checkWith(pure) },
    { claim: "it keeps nothing in memory but its outputs", check: checkWith(level) },
    { claim: "folded parameters give the same outputs", check: checkWith(folded) },
    { claim: "an image alone gives what it gives in a batch", check: checkWith(alone) },
    {
      claim: "the exported file gives the same, also through inference",
      check: checkWith(compareExported),
    },
  ];
}

async function named({ types, extras = {}, spec, params }: Detector): Promise<void> {
  for (const [what, names] of [
    ["types", types],
    ...Object.entries(extras).map(([name, columns]) => [`columns of ${name}`, columns] as const),
  ] as const)
    expect(
      names.length > 0 && new Set(names).size === names.length,
      `${what} that differ, at least one`,
      names.join(", ") || "none",
    );
  const wanted = spec.filter(({ kind }) => kind !== "counter");
  for (const { name, shape } of wanted) {
    const size = shape.reduce((product, side) => product * side, 1);
    const found = Object.hasOwn(params, name) ? params[name] : undefined;
    expect(found?.size === size, `${name} of ${size} values in params`, found?.size ?? "none");
  }
  const known = new Set(wanted.map(({ name }) => name));
  const unknown = Object.keys(params).filter((name) => !known.has(name));
  expect(unknown.length === 0, "params that spec lists", unknown.join(", "));
}

async function shaped(detector: Detector, images: readonly Image[]): Promise<void> {
  const { height, width } = detector.inputSize;
  const outputs = await compute(detector, detector.params, images.slice(0, 3));
  const enlarged = [3, height, width, detector.types.length];
  const { shape } = outputs.anomalyMaps;
  expect(`${shape}` === `${enlarged}`, `maps upsampled to [${enlarged}]`, `[${shape}]`);
  for (const [name, { data }] of Object.entries(outputs)) {
    const bad = data.find((value) => !Number.isFinite(value));
    expect(bad === undefined, `finite ${name}`, `${bad}`);
  }
}

async function pure(detector: Detector, images: readonly Image[]): Promise<void> {
  const { params } = detector;
  const input = batch(detector, images.slice(0, 3));
  const before = await valuesOf({ ...params, images: input });
  const run = () => tidyOutput(() => flat(withoutReading(() => detector.outputs(params, input))));
  const first = run();
  for (const [name, { isDisposed }] of Object.entries({ ...params, images: input }))
    expect(!isDisposed, `${name} that outputs leave as they are`, "them disposed");
  const second = run();
  const [once, twice] = [await valuesOf(first), await valuesOf(second)];
  dispose([first, second]);
  for (const [name, data] of Object.entries(once))
    expect(same(data, twice[name]), `the same ${name} from the same images`, "another one");
  const after = await valuesOf({ ...params, images: input });
  for (const [name, data] of Object.entries(before))
    expect(same(data, after[name]), `${name} that outputs leave as they are`, "others");
  input.dispose();
}

async function level(detector: Detector, images: readonly Image[]): Promise<void> {
  const input = batch(detector, images.slice(0, 2));
  const run = () => dispose(tidyOutput(() => flat(detector.outputs(detector.params, input))));
  run(); // what is made once, such as constants, is there now
  const before = memory().numTensors;
  run();
  const more = memory().numTensors - before;
  input.dispose();
  expect(more === 0, "no tensor kept by outputs", `${more}`);
}

async function folded(detector: Detector, images: readonly Image[]): Promise<void> {
  const { params, release } = await foldedParams(detector);
  try {
    const own = await compute(detector, detector.params, images.slice(0, 3));
    agree(detector, own, await compute(detector, params, images.slice(0, 3)), "folded parameters");
  } finally {
    release();
  }
}

async function alone(detector: Detector, images: readonly Image[]): Promise<void> {
  const together = await compute(detector, detector.params, images.slice(0, 3));
  for (const [i, image] of images.slice(0, 3).entries()) {
    const rows = Object.entries(together).map(([name, { data, shape }]) => {
      const size = data.length / 3;
      return [name, { data: data.slice(i * size, (i + 1) * size), shape: [1, ...shape.slice(1)] }];
    });
    const single = await compute(detector, detector.params, [image]);
    agree(detector, Object.fromEntries(rows), single, `images[${i}] alone`);
  }
}

/** The outputs of some images, maps at both resolutions. */
async function compute(
  detector: Detector,
  params: Params,
  images: readonly Image[],
): Promise<Values> {
  const { upsampling = halfPixel, inputSize } = detector;
  const tensors = tidyOutput(() => {
    const outputs = checkedOutputs("detectorContract", detector, params, batch(detector, images));
    return { ...flat(outputs), anomalyMaps: upsampling.apply(outputs.maps, inputSize) };
  });
  const values = await Promise.all(
    Object.entries(tensors).map(async ([name, tensor]: [string, Tensor]) => {
      return [name, { data: (await tensor.data()) as Float32Array, shape: tensor.shape }] as const;
    }),
  );
  dispose(tensors);
  return Object.fromEntries(values);
}

function agree(
  { mapKind = "absolute" }: Detector,
  expected: Values,
  got: Values,
  what: string,
): void {
  for (const [name, { data }] of Object.entries(expected)) {
    const averaged = isAveraged(name, mapKind);
    const allowed = averaged ? relativeTolerance : tolerance;
    const apart = difference(data, got[name].data, averaged);
    expect(apart <= allowed, `${what} to give the same ${name} within ${allowed}`, `${apart} off`);
  }
}

const batch = ({ inputSize }: Detector, images: readonly Image[]): Tensor4D =>
  imageTensor(images, inputSize, { caller: "detectorContract" });

const flat = ({ scores, maps, extras }: ReturnType<Detector["outputs"]>) => ({
  ...extras,
  scores,
  maps,
});

async function valuesOf(tensors: Record<string, Tensor>): Promise<Record<string, Float32Array>> {
  const entries = Object.entries(tensors).map(
    async ([name, tensor]) => [name, (await tensor.data()).slice() as Float32Array] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** To the bit, NaN included. */
const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));

function expect(holds: boolean, wanted: string, got: string | number): void {
  if (!holds) throw new Error(`detectorContract: expected ${wanted}, got ${got}`);
}
