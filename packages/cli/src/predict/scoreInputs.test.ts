import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { readImage, RemoteError } from "@flawlens/datasets";
import { toPrediction } from "@flawlens/inference";
import type { NodeImage, Pixels, Prediction } from "@flawlens/inference";
import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { writeFiles } from "../../test/images.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import type { ImageInput } from "./imageInput.ts";
import { scoreInputs } from "./scoreInputs.ts";
import type { Scored, Scorer } from "./scoreInputs.ts";

/** A detector that takes its time, and calls every image normal. */
function slowScorer(milliseconds = 0): Scorer & { scored: number } {
  const metadata = tinyMetadata();
  const scorer = {
    scored: 0,
    read: (image: NodeImage | Pixels) => readImage(image as string, metadata.input),
    async predictImage(): Promise<Prediction> {
      await wait(milliseconds);
      scorer.scored++;
      const maps = [0, 1].map(() => ({ data: new Float32Array(4), height: 2, width: 2 }));
      return toPrediction(metadata, { scores: [0, 0], maps }, metadata.input);
    },
  };
  return scorer;
}

async function images(names: readonly string[]): Promise<ImageInput[]> {
  const folder = await temporaryFolder();
  await writeFiles(folder, names);
  return names.map((name) => ({ path: join(folder, name), name }));
}

async function* given(inputs: readonly ImageInput[]): AsyncGenerator<ImageInput> {
  yield* inputs;
}

const nameOf = (scored: Scored) =>
  "unread" in scored ? `${scored.input.name} unread` : scored.input.name;

describe("scoreInputs", () => {
  test("keeps the order, and goes on after what cannot be read", async () => {
    const inputs = await images(["1.png", "2.txt", "3.png", "4.txt"]);
    const found: Scored[] = [];
    for await (const scored of scoreInputs(slowScorer(), given(inputs))) found.push(scored);
    expect(found.map(nameOf)).toEqual(["1.png", "2.txt unread", "3.png", "4.txt unread"]);
    expect((found[1] as { unread: string }).unread).toContain(inputs[1].path);
    expect((found[0] as { milliseconds: number }).milliseconds).toBeGreaterThan(0);
  });

  test("tells what another attempt may mend from what is damaged", async () => {
    const inputs = await images(["busy.png", "gone.png", "damaged.txt"]);
    const scorer: Scorer = {
      ...slowScorer(),
      read: (image) =>
        Promise.reject(
          String(image).endsWith(".txt")
            ? new Error("damaged")
            : new Error("not read", {
                cause: new RemoteError("", { passing: String(image).endsWith("busy.png") }),
              }),
        ),
    };
    const passing: unknown[] = [];
    for await (const scored of scoreInputs(scorer, given(inputs)))
      passing.push("unread" in scored && scored.passing);
    expect(passing).toEqual([true, false, false]);
  });

  test("tells of an unreadable image at once, also where the next is still to come", async () => {
    const [bad] = await images(["bad.txt"]);
    const endless = async function* () {
      yield bad;
      await new Promise(() => {});
    };
    for await (const scored of scoreInputs(slowScorer(), endless())) {
      expect(nameOf(scored)).toBe("bad.txt unread");
      break;
    }
  });

  test("reads the next images while one is scored, and not all of them", async () => {
    const inputs = await images(Array.from({ length: 12 }, (_, i) => `${i}.png`));
    const scorer = slowScorer(5);
    let [asked, furthest] = [0, 0];
    const counted = async function* () {
      for (const input of inputs) {
        furthest = Math.max(furthest, ++asked - scorer.scored);
        yield input;
      }
    };
    for await (const _ of scoreInputs(scorer, counted(), { ahead: 3 })) await wait(1);
    expect([asked, scorer.scored]).toEqual([12, 12]);
    expect(furthest).toBeGreaterThan(1);
    expect(furthest).toBeLessThanOrEqual(4); // three ahead, and the one that is scored
  });

  test("ends with the signal's reason before the next image", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const found: string[] = [];
    const all = async () => {
      for await (const scored of scoreInputs(
        slowScorer(),
        given(await images(["1.png", "2.png"])),
        { signal },
      )) {
        // prettier-ignore
        found.push(nameOf(scored));
        controller.abort();
      }
    };
    const error: unknown = await all().catch((reason: unknown) => reason);
    expect([found, error]).toEqual([["1.png"], signal.reason]);
  });
});
