import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { oipClient } from "../../test/oipClient.ts";
import { redPng } from "../../test/redModel.ts";
import { tinyFile, tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { createServer } from "../createServer.ts";
import { modelFile } from "./modelFile.ts";

test("a detector's file is served, and served anew once it is replaced and loaded again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "flawlens-server-"));
  const file = join(folder, "detector.onnx");
  await writeFile(file, await tinyFile());
  const { app, reload, close } = await createServer({ models: { tiny: modelFile(file) } });
  const fetched = async () => app.request("/models/tiny/detector.onnx");
  expect(new Uint8Array(await (await fetched()).arrayBuffer())).toEqual(await tinyFile());
  expect((await app.request("/models/other/detector.onnx")).status).toBe(404);
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
  expect((await fetched()).status).toBe(404); // it is not the file that answers
  await reload();
  expect((await fetched()).status).toBe(200);
  const after = await predict();
  expect(after).toMatchObject({ verdict: "normal", score: 90 });
  expect(after.version).not.toBe(before.version);
  await writeFile(file, "no detector");
  await expect(reload()).rejects.toThrow(`modelFile: cannot load ${file}: loadDetector: `);
  expect(await predict()).toEqual(after);
  await close();
  await rm(folder, { recursive: true });
});

test("a model that is to look at a part does so in images and in tensors", async () => {
  const folder = await mkdtemp(join(tmpdir(), "flawlens-server-"));
  const file = join(folder, "detector.onnx");
  await writeFile(file, await tinyFile());
  const lookAt = { data: [1, 0, 1, 0], height: 2, width: 2 }; // the left half
  const models = { all: modelFile(file), left: modelFile(file, { lookAt }) };
  const { app, close } = await createServer({ models });
  const client = oipClient((url, init) => app.request(url, init), "http://here");
  const data = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i % 24 >= 12 && i % 3 === 0 ? 255 : 0)); // prettier-ignore
  const body = await sharp(data, { raw: { width: 8, height: 8, channels: 3 } })
    .png()
    .toBuffer();
  const verdicts = async (model: string) => {
    const answer = await app.request(`/predict?model=${model}`, { method: "POST", body: body as never }); // prettier-ignore
    const tensor = { name: "images", datatype: "UINT8", shape: [1, 8, 8, 3], data };
    const { values } = await client.infer(model, tensor, { outputs: ["verdicts"] });
    return [(await answer.json()).predictions[0].verdict, ...values.verdicts];
  };
  expect(await verdicts("all")).toEqual(["anomalous", "anomalous"]);
  expect(await verdicts("left")).toEqual(["normal", "normal"]);
  await close();
  await rm(folder, { recursive: true });
});
