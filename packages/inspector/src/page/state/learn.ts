import { calibratedMetadata, calibrateImages, withCalibration } from "@flawlens/detector";
import { examplesToLearn } from "../logic/examplesToLearn.ts";
import type { ExamplesToLearn, KnownImage } from "../logic/examplesToLearn.ts";
import { ruleOf, validationImage } from "../logic/validationImage.ts";
import { loadDetector } from "./detector.ts";
import { forgetThumbnail } from "./item.ts";
import { learning, learnt } from "./learning.ts";
import type { Learning } from "./learning.ts";
import { learnWorker } from "./learnWorker.ts";
import { runSamples } from "./runSamples.ts";
import { scoreItems } from "./scoreItems.ts";
import { foundTypes, items, loaded, marks, moved, predictionOf, report, said, truthOf } from "./store.ts"; // prettier-ignore
import type { Loaded } from "./store.ts";

/** Steps of training. */
const steps = 100;

/** Counts learnings: one whose number is not the last was cancelled. */
let last = 0;

/** Trains the head of the open detector on what is marked, and puts the detector that learned in its place. */
export async function learnFromMarks(): Promise<void> {
  const own = loaded.value;
  if (!own?.detector.metadata.trainable || learning.value || marks.value.size === 0) return;
  const number = ++last;
  const isGone = () => number !== last;
  try {
    const examples = chooseExamples(own);
    if (examples.marked.length === 0)
      throw new Error(
        "Say which types the marked images show, of those that the detector knows: it learns types.",
      );
    const about = {
      marked: examples.marked.length,
      others: examples.others.length,
      unusable: examples.unusable,
    };
    const tell: Tell = (progress) => {
      if (isGone()) throw new Error("cancelled"); // which ends what was going on; nobody is told
      learning.value = { ...about, ...progress };
    };
    tell({ words: "Loading what trains", done: 0, of: 1 });
    const bytes = await train(own, examples, tell);
    const next = await calibrated(own.name, bytes, tell);
    if (isGone()) return await next.detector.release();
    replace(own, next, { ...about, helped: new Set(examples.others.map(({ id }) => id)) });
  } catch (error) {
    if (!isGone()) report(error);
  } finally {
    if (!isGone()) stop();
  }
}

/** Ends the learning; the detector stays as it is. */
export function cancelLearning(): void {
  stop();
  said.value = "Learning was cancelled. The detector is as it was.";
}

/** Goes back to the detector before it learned, and to what that found. */
export async function goBack(): Promise<void> {
  if (!learnt.value || !loaded.value) return;
  const { before } = learnt.value;
  const { detector } = loaded.value;
  stop();
  learnt.value = null;
  moved.value = before.moved;
  loaded.value = before.loaded;
  for (const { id, result } of items.value) {
    forgetThumbnail(result.peek());
    result.value = before.found.get(id)?.result ?? { state: "waiting" };
  }
  said.value = "The detector is as it was before it learned.";
  void scoreItems();
  await detector.release();
}

/** Ends a learning, and gives up the detector before the last one: another detector is opened. */
export function forgetLearning(): void {
  stop();
  const { before } = learnt.value ?? {};
  learnt.value = null;
  for (const { result } of before?.found.values() ?? []) forgetThumbnail(result);
  before?.loaded.detector.release().catch(report);
}

function stop(): void {
  last++;
  learning.value = null;
  learnWorker.end();
}

type Tell = (progress: Pick<Learning, "words" | "done" | "of">) => void;

function chooseExamples({ detector }: Loaded): ExamplesToLearn {
  const training = runSamples().flatMap(({ sample: { id, split, label, defectTypes } }) =>
    split === "train" && label !== null ? [{ id, label, types: defectTypes }] : [],
  );
  const validation = new Set(validationSamples().map(({ sample }) => sample.id));
  const page = items.value.flatMap((item): KnownImage[] => {
    const prediction = predictionOf(item);
    if (!prediction || prediction.verdict === "undecided" || validation.has(item.id)) return [];
    const label = prediction.verdict === "anomalous" ? 1 : 0;
    const { label: known } = truthOf(item);
    const isDisputed = known !== null && known !== label;
    return isDisputed ? [] : [{ id: item.id, label, types: foundTypes(prediction) }];
  });
  const own = new Map([...marks.value].map(([id, { mark }]) => [id, mark]));
  return examplesToLearn(detector.metadata.types, { marks: own, training, page });
}

/** Validation images of the run that nobody marked: the detector learns nothing from them, so that they can judge it. */
function validationSamples() {
  return runSamples().filter(
    ({ sample }) => sample.split === "validation" && !marks.value.has(sample.id),
  );
}

async function train(
  { file }: Loaded,
  { marked, others }: ExamplesToLearn,
  tell: Tell,
): Promise<Uint8Array<ArrayBuffer>> {
  const { ask } = learnWorker;
  await ask("open", { file });
  const readers = new Map(
    [...runSamples().map(({ sample: { id }, read }) => ({ id, read })), ...items.value].map(
      ({ id, read }) => [id, read],
    ),
  );
  const all = [
    ...marked.map((image) => ({ ...image, marked: true })),
    ...others.map((image) => ({ ...image, marked: false })),
  ];
  for (const [i, image] of all.entries()) {
    const read = readers.get(image.id);
    if (!read)
      throw new Error(
        `${image.id} is marked, but not open any more: open it again, or take its mark back.`,
      );
    const file = await read();
    tell({ words: "Looking at images", done: i, of: all.length });
    await ask("add", { ...image, image: file });
  }
  for (;;) {
    const step = await ask("step", { steps });
    if (!step) return ask("write", {});
    tell({ words: "Learning", done: step.step, of: steps });
  }
}

/** The detector that learned, with thresholds from the run's validation images where there are some. */
async function calibrated(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  tell: Tell,
): Promise<Loaded> {
  const file = new File([bytes], name);
  const detector = await loadDetector(file);
  const samples = validationSamples().filter(({ sample }) => sample.label !== null);
  if (!samples.some(({ sample }) => sample.label === 0)) return { name, file, detector };
  try {
    const images = [];
    for (const [i, { sample, read }] of samples.entries()) {
      tell({ words: "Scoring validation images", done: i, of: samples.length });
      const { raw } = await detector.score(await read());
      images.push(validationImage(detector.metadata, sample, raw));
    }
    const { types, maps: mapKind } = detector.metadata;
    const calibration = calibrateImages({ types, mapKind }, images, ruleOf(detector.metadata));
    const metadata = calibratedMetadata(detector.metadata, calibration);
    const whole = await withCalibration(bytes, metadata, calibration);
    const { validation } = calibration;
    return { name, file: new File([whole], name), detector: { ...detector, metadata, validation } };
  } catch (error) {
    await detector.release();
    throw error;
  }
}

/** Puts the detector that learned in the place of the one before, and scores all images anew. */
function replace(
  before: Loaded,
  next: Loaded,
  about: { marked: number; others: number; unusable: number; helped: ReadonlySet<string> },
): void {
  const found = items.value.map(
    (item) =>
      [
        item.id,
        { result: item.result.peek(), verdict: predictionOf(item)?.verdict ?? null },
      ] as const,
  );
  const isValidated = next.detector.validation !== null;
  forgetLearning();
  learnt.value = {
    ...about,
    isValidated,
    before: { loaded: before, moved: moved.value, found: new Map(found) },
  };
  if (isValidated) moved.value = { types: {} };
  loaded.value = next;
  for (const { result } of items.value) result.value = { state: "waiting" };
  said.value = "The detector has learned. All images are scored again.";
  void scoreItems();
}
