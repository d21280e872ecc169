import type { Detector, Trainer } from "@flawlens/detector";
import type { LiveExample } from "@flawlens/inspector";
import { thumbnail } from "@flawlens/report";
import { loadCheckpoint } from "@flawlens/training";
import { dispose, tensor } from "@tensorflow/tfjs-core";
import type { Watch } from "../fitTrainer.ts";
import type { Run } from "../run.ts";
import { imagesOf } from "../runContext.ts";
import { boundedCurve } from "./boundedCurve.ts";
import { liveLook } from "./liveLook.ts";
import { pickLiveExamples } from "./pickLiveExamples.ts";

/** What follows a training for its live page. */
export interface LiveTraining {
  watch: Watch;
  /** Looks at the examples with the trained detector. */
  trained(): Promise<void>;
}

/** Longer side of a picture, in pixels. */
const size = 240;
/** The time between two looks is at least this many times what a look takes. */
const rest = 20;

/**
 * Follows a training for the live page, if there is one: its losses, and after checkpoints the scores and maps of a few
 * images. A look reads the parameters from the checkpoint, so that it touches nothing of the training, whose numbers
 * stay the same. After the first one, looks take at most a twentieth of the time.
 */
export async function liveTraining(
  run: Pick<Run, "options" | "data" | "config" | "signal" | "seed" | "loaded">,
  { detector }: Pick<Trainer, "detector">,
  { now = () => performance.now() }: { now?: () => number } = {},
): Promise<LiveTraining | undefined> {
  const { options, data, seed, loaded, signal } = run;
  const { live } = options;
  if (!live) return undefined;
  live.push({ kind: "about", title: `${loaded.method.title} on ${data.manifest.name}` });
  const sides = {
    validation: imagesOf(run, "validation", detector.inputSize),
    train: imagesOf(run, "train", detector.inputSize),
  };
  const picked = pickLiveExamples(sides, { seed });
  const images = await Promise.all(
    picked.map(async ({ side, index, id }) => ({ ...(await sides[side].read(index)), id })),
  );
  const pictures = await Promise.all(images.map((image) => thumbnail(image, { size })));
  const curves = picked.map(() => boundedCurve(100));
  const maps: (string | null)[] = picked.map(() => null);
  let [steps, nextAt, failed, lastStep] = [true, 0, false, 0];

  const show = (note: string, step: number | null): void => {
    const examples = picked.map(({ side, id, label }, i): LiveExample => {
      return { id, label, side, image: pictures[i], map: maps[i], scores: curves[i].points() };
    });
    live.push({ kind: "examples", examples: { note, step, images: examples } });
  };
  const look = async (params: Detector["params"], step: number | null): Promise<void> => {
    const looks = await liveLook({ ...detector, params }, images, size);
    for (const [i, { score, map }] of looks.entries()) {
      curves[i].add(step ?? lastStep, score);
      maps[i] = map;
    }
    show(step === null ? afterwards : between, step);
  };
  /** Nothing that a look meets may end the training. */
  const tried = async (work: () => Promise<void>): Promise<void> => {
    if (failed || images.length === 0 || signal.aborted) return;
    const start = now();
    await work().catch((error: Error) => {
      failed = true;
      if (!signal.aborted) show(`There are no more maps: ${error.message}`, null);
    });
    nextAt = now() + rest * (now() - start);
  };

  return {
    async watch(event, readings) {
      live.push({ kind: "training", event, readings });
      if (event.kind === "start") {
        steps = event.steps !== null;
        show(steps ? between : once, null);
      }
      if (event.kind === "step") lastStep = event.step;
      if (event.kind === "checkpoint" && steps && now() >= nextAt)
        await tried(() =>
          withCheckpoint(detector, event.file, (params) => look(params, event.step)),
        );
    },
    trained: () => tried(() => look(detector.params, null)),
  };
}

const colours =
  "Colours go from the lowest to the highest value of these maps together, not by a threshold.";
const between = `Chosen by the seed. They are looked at after checkpoints, after the first one for at most a twentieth of the time. ${colours}`;
const once =
  "Chosen by the seed. This method trains in one pass: there are no maps before it is trained.";
const afterwards = `Chosen by the seed; these are the maps of the trained detector. ${colours}`;

/** Uses a detector's parameters with those of a checkpoint in the place of what training changes. */
async function withCheckpoint(
  { spec, params }: Detector,
  file: string,
  use: (params: Detector["params"]) => Promise<void>,
): Promise<void> {
  const checkpoint = await loadCheckpoint(file);
  const own = spec.filter(({ name }) => Object.hasOwn(checkpoint.params, name));
  const trained = Object.fromEntries(
    own.map(({ name }) => {
      const { data, shape } = checkpoint.params[name];
      return [name, tensor(data, shape, "float32")];
    }),
  );
  try {
    await use({ ...params, ...trained });
  } finally {
    dispose(Object.values(trained));
  }
}
