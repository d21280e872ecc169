import { join } from "node:path";
import type { Detector, MethodEvent } from "@flawlens/detector";
import type { LiveExamples } from "@flawlens/inspector";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { max, mean, reshape } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { side, writeParts } from "../../../test/partImages.ts";
import { temporaryFolder } from "../../../test/temporaryFolder.ts";
import type { Run } from "../run.ts";
import { liveTraining } from "./liveTraining.ts";

/** Its map is the brightest of the three colours, its score the mean of the image. */
const detector = {
  method: "brightness",
  types: ["anomaly"],
  inputSize: { height: side, width: side },
  scoring: "mean",
  spec: [],
  params: {},
  outputs: (_, images) => ({
    scores: reshape(mean(images, [1, 2, 3]), [-1, 1]) as Tensor2D,
    maps: max(images, 3, true) as Tensor4D,
  }),
} satisfies Detector as Detector;

/** Follows a training on four images, one of them anomalous; what was shown of them. */
async function following() {
  const root = await temporaryFolder();
  await writeParts(root, { good: 3, bright: 1 });
  const names = ["good/000", "good/001", "good/002", "bright/000"];
  const train = names.map((id) => ({
    id,
    image: `${id}.png`,
    label: id.startsWith("good") ? 0 : 1,
    defectTypes: [],
    mask: null,
  }));
  const shown: LiveExamples[] = [];
  const push = (event: { kind: string; examples?: LiveExamples }) =>
    event.examples && shown.push(event.examples);
  const run = {
    options: { live: { push } },
    data: { manifest: { name: "parts", root, defectTypes: [] }, train, validation: [] },
    config: { data: {} },
    signal: new AbortController().signal,
    seed: 1,
    loaded: { method: { title: "Brightness" } },
  } as unknown as Run;
  return { live: await liveTraining(run, { detector }), shown, root };
}

const start = (steps: number | null): MethodEvent => ({ kind: "start", steps, summary: "", notes: [] }); // prettier-ignore

describe("liveTraining", () => {
  beforeAll(() => useEngine());

  test("says that a method in one pass has no maps, and shows them when it is trained", async () => {
    const { live, shown } = await following();
    await live?.watch(start(null), []);
    expect(shown.at(-1)).toMatchObject({
      note: expect.stringContaining("there are no maps before"),
    });
    expect(shown.at(-1)?.images.map(({ map }) => map)).toEqual([null, null, null, null]);
    await live?.trained();
    expect(shown.at(-1)?.note).toContain("the trained detector");
    const images = shown.at(-1)?.images ?? [];
    expect(images.map(({ label, side }) => [label, side])).toEqual([
      [0, "train"],
      [0, "train"],
      [0, "train"],
      [1, "train"],
    ]);
    for (const { map, scores } of images) {
      expect(map).toMatch(/^data:image\//);
      // Grey noise from 110 to 130; a sixteenth of the bright image is 210.
      expect(scores[0][1]).toBeGreaterThan(115);
      expect(scores[0][1]).toBeLessThan(130);
    }
  });

  test("holds no training up when a look fails, and says so", async () => {
    const { live, shown, root } = await following();
    await live?.watch(start(9), []);
    const file = join(root, "none.safetensors");
    await live?.watch({ kind: "checkpoint", step: 1, file, bytes: 0, seconds: 0 }, []);
    expect(shown.at(-1)?.note).toMatch(/^There are no more maps: /);
  });

  test("is nothing where there is no page", async () => {
    expect(await liveTraining({ options: {} } as unknown as Run, { detector })).toBeUndefined();
  });
});
