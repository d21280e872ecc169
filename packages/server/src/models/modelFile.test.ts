import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { redPng } from "../../test/redModel.ts";
import { tinyFile, tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { createServer } from "../createServer.ts";
import { modelFile } from "./modelFile.ts";

test("a detector's file is served, and served anew once it is replaced and loaded again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "flawlens-server-"));
  const file = join(folder, "detector.onnx");
  await writeFile(file, await tinyFile());
  const { app, reload, close } = await createServer({ models: { tiny: modelFile(file) } });
  const predict = async () => {
    const answer = await app.request("/predict", {
      method: "POST",
      body: (await redPng(90, 30)) as never,
    });
    const { model, predictions } = await answer.json();
    return { version: model.version, verdict: predictions[0].verdict, score: predictions[0].score };
  };
  const before = await predict();
  expect(before).toEqual({
    version: expect.stringMatching(/^[0-9a-f]{12}$/),
    verdict: "anomalous",
    score: 90,
  });
  const any = { ...tinyMetadata().any, threshold: 95 };
  await writeFile(file, await tinyFile(tinyMetadata({ any })));
  expect(await predict()).toEqual(before);
  await reload();
  const after = await predict();
  expect(after).toMatchObject({ verdict: "normal", score: 90 });
  expect(after.version).not.toBe(before.version);
  await writeFile(file, "no detector");
  await expect(reload()).rejects.toThrow("loadDetector: ");
  expect(await predict()).toEqual(after);
  await close();
  await rm(folder, { recursive: true });
});
