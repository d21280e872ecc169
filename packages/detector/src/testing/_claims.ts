import type { Image } from "@flawlens/datasets";
import { tidyOutput } from "@flawlens/ops";
import { dispose, memory } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { difference, isAveraged, relativeTolerance, tolerance } from "../_difference.ts";
import type { Detector } from "../detector.ts";
import { foldedParams } from "../foldedParams.ts";
import { batch, compute, flat } from "./_outputValues.ts";
import type { Values } from "./_outputValues.ts";
import { withoutReading } from "./_withoutReading.ts";

/** Throws unless names differ and `params` are what `spec` lists. */
export async function named({ types, extras = {}, spec, params }: Detector): Promise<void> {
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

/** Throws unless outputs are finite and of the shapes of the contract. */
export async function shaped(detector: Detector, images: readonly Image[]): Promise<void> {
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

/** Throws unless outputs are a pure function that reads no value. */
export async function pure(detector: Detector, images: readonly Image[]): Promise<void> {
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

/** Throws if outputs keep a tensor. */
export async function level(detector: Detector, images: readonly Image[]): Promise<void> {
  const input = batch(detector, images.slice(0, 2));
  const run = () => dispose(tidyOutput(() => flat(detector.outputs(detector.params, input))));
  run(); // what is made once, such as constants, is there now
  const before = memory().numTensors;
  run();
  const more = memory().numTensors - before;
  input.dispose();
  expect(more === 0, "no tensor kept by outputs", `${more}`);
}

/** Throws unless folded parameters give the same outputs. */
export async function folded(detector: Detector, images: readonly Image[]): Promise<void> {
  const { params, release } = await foldedParams(detector);
  try {
    const own = await compute(detector, detector.params, images.slice(0, 3));
    agree(detector, own, await compute(detector, params, images.slice(0, 3)), "folded parameters");
  } finally {
    release();
  }
}

/** Throws unless each image of a batch is treated as if it were alone. */
export async function alone(detector: Detector, images: readonly Image[]): Promise<void> {
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

async function valuesOf(tensors: Record<string, Tensor>): Promise<Record<string, Float32Array>> {
  const entries = Object.entries(tensors).map(
    async ([name, tensor]) => [name, (await tensor.data()).slice() as Float32Array] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Whether two lists of numbers are equal to the bit, NaN included. */
const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));

function expect(holds: boolean, wanted: string, got: string | number): void {
  if (!holds) throw new Error(`detectorContract: expected ${wanted}, got ${got}`);
}
