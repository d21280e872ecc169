import { perlinAnomaly, rotateSome } from "@flawlens/sampling";
import type { PseudoAnomaly } from "@flawlens/sampling";
import type { FeaturesEvent } from "@flawlens/training";
import { dispose, tensor1d } from "@tensorflow/tfjs-core";
import { keptVersions } from "../data/_keptVersions.ts";
import { outlierList } from "../data/_outlierList.ts";
import type { Chosen } from "../data/_outlierList.ts";
import { notesOf, readFewShot } from "../data/_readFewShot.ts";
import type { FewShot } from "../data/_readFewShot.ts";
import { fillSampleCache } from "../data/_sampleCache.ts";
import type { SampleCache } from "../data/_sampleCache.ts";
import { sampleMaker } from "../data/_sampleMaker.ts";
import type { SampleMaker } from "../data/_sampleMaker.ts";
import { halfBatches } from "../data/halfBatches.ts";
import type { Adl } from "../model/adl.ts";
import { beliefOf } from "./_adlBatch.ts";
import type { AdlBatch } from "./_adlBatch.ts";
import { train } from "./_train.ts";
import { emptyRecord, readRecord } from "./_weightSums.ts";
import type { AdlFitEvent } from "./fitAdlEvent.ts";
import { checkFitAdlOptions } from "./fitAdlOptions.ts";
import type { FitAdlOptions } from "./fitAdlOptions.ts";

/**
 * Trains a detector, and tells what happens as an async iterator of events. Each batch is half nominal
 * images, half anomalies (pseudo-anomalies and few-shot images). While an `epoch` event is looked at,
 * `model.params` are the parameters of that moment; with the `end` event they are the trained ones,
 * and `record` says how far each nominal image was trusted. A run that fails, or is left, leaves
 * the model as it was.
 *
 * The same seed, data, engine and thread count give the same numbers, resumed or not.
 *
 * @throws {RangeError} If there is no nominal image or nothing anomalous, a few-shot image has no mask
 *   and that is refused, an option cannot work, or the checkpoint is of another architecture.
 *
 * @example
 * // the released code's
 * const learningRate = stepDecay({ learningRate: 2e-4, every: 200 });
 * const optimizer = chain(clipByGlobalNorm(1), addDecayedWeights(1e-5), adam({ learningRate }));
 * for await (const event of fitAdl(model, { nominal, fewShot, optimizer, random: randomStream(7) }))
 *   if (event.kind === "end") console.log(suspects(event.record).slice(0, 10));
 */
export async function* fitAdl(
  model: Adl,
  options: FitAdlOptions,
): AsyncGenerator<AdlFitEvent, void> {
  checkFitAdlOptions(model, options);
  const { nominal, random, batchSize = 48, stepsPerEpoch = 20, reference = "drawn" } = options;
  const { epochs = model.mode.epochs, pseudo = perlinAnomaly(), missingMask = "refuse" } = options;
  const [listRandom, cacheRandom, batchRandom] = [random.split(), random.split(), random.split()];
  const fewShot = await readFewShot(options.fewShot, missingMask);
  const outliers = outlierList({
    nominal: nominal.samples.length,
    fewShot: fewShot.length,
    fewShotSlots: options.fewShotSlots,
    pseudo: pseudo !== null,
    random: listRandom,
  });
  const steps = epochs * stepsPerEpoch;
  const burnIn = Math.floor(model.mode.burnInFraction * steps);
  const slots = outliers.filter(({ kind }) => kind === "fewShot").length;
  yield {
    kind: "start",
    steps,
    burnIn,
    nominal: nominal.samples.length,
    pseudoSlots: outliers.length - slots,
    fewShot: fewShot.length,
    fewShotSlots: slots,
    notes: notesOf(fewShot),
  };

  const { inputSize } = model;
  const { augmentation = rotateSome } = options;
  const maker = sampleMaker({ nominal, fewShot, augmentation, pseudo, inputSize });
  const samples = yield* samplesOf(model, options, { maker, fewShot, pseudo, random: cacheRandom });
  if (options.signal?.aborted && samples !== maker) {
    yield await interruptedBefore(model, options);
    return;
  }
  const batches = halfBatches({
    nominal: nominal.samples.length,
    outliers: outliers.length,
    batchSize,
    stepsPerEpoch,
    random: batchRandom,
  });
  const nextBatch = async (): Promise<AdlBatch> => {
    const half = batches.next();
    const chosen: Chosen[] = [
      ...half.nominal.map((index): Chosen => ({ kind: "nominal", index })),
      ...half.outliers.map((slot) => outliers[slot]),
    ];
    const belief = beliefOf(model.mode, half, { burnIn, reference });
    try {
      return {
        ...(await samples.batch(chosen, half.random)),
        ...belief,
        nominal: tensor1d(half.nominal, "float32"),
        endsEpoch: half.endsEpoch,
      };
    } catch (error) {
      dispose({ ...belief }); // an image cannot be read, or the run's signal came
      throw error;
    }
  };
  yield* train(model, options, { nextBatch, data: batches, steps });
}

/** The source of samples: images made anew for each batch, or kept features, which are computed first. */
async function* samplesOf(
  model: Adl,
  { nominal, cachedVariants = 0, cacheBytes, signal }: FitAdlOptions,
  {
    maker,
    fewShot,
    pseudo,
    random,
  }: {
    maker: SampleMaker;
    fewShot: readonly FewShot[];
    pseudo: PseudoAnomaly | null;
    random: FitAdlOptions["random"];
  },
): AsyncGenerator<FeaturesEvent, SampleMaker | SampleCache> {
  if (cachedVariants === 0) return maker;
  const kept = keptVersions({
    nominal: nominal.samples.length,
    pseudo: pseudo !== null,
    fewShot: fewShot.length,
    versions: cachedVariants,
  });
  return yield* fillSampleCache(model, kept, maker, { cacheBytes, signal, random });
}

/** The end of a run that was interrupted before its first step. */
async function interruptedBefore(
  model: Adl,
  { nominal, resume }: FitAdlOptions,
): Promise<AdlFitEvent> {
  const { step = 0, epoch = 0, file = null } = resume ?? {};
  const sums = emptyRecord(nominal.samples.length);
  const record = await readRecord(
    sums,
    nominal.samples.map(({ id }) => id),
  );
  dispose(sums);
  const { params } = model;
  return { kind: "end", reason: "interrupted", step, epoch, params, checkpoint: file, record };
}
