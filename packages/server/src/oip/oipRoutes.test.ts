import { describe, expect, test } from "vitest";
import { oipClient } from "../../test/oipClient.ts";
import { redModel, redTensor } from "../../test/redModel.ts";
import { createServer } from "../createServer.ts";

const model = redModel("v1");
const { app } = await createServer({ models: { red: async () => model } });
const client = oipClient((url, init) => app.request(url, init), "http://here");
const images = (levels: readonly number[]) => ({
  name: "images",
  datatype: "UINT8",
  shape: [levels.length, 8, 8, 3],
  data: redTensor(levels),
});
const post = async (body: string | object, headers: Record<string, string> = {}) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const all = { "content-length": String(text.length), ...headers };
  const path = "/v2/models/red/infer";
  const answer = await app.request(path, { method: "POST", body: text, headers: all });
  return { status: answer.status, json: await answer.json() };
};

describe("the Open Inference Protocol", () => {
  test("tells the server, its health, and a model's tensors", async () => {
    expect((await client.server()).json).toMatchObject({
      name: "flawlens",
      extensions: ["binary_tensor_data", "model_repository"],
    });
    expect(await client.live()).toEqual({ status: 200, json: { live: true } });
    expect(await client.ready()).toEqual({ status: 200, json: { ready: true } });
    expect((await client.modelReady("red")).json).toEqual({ name: "red", ready: true });
    expect((await client.model("red")).json).toEqual({
      name: "red",
      versions: ["v1"],
      platform: "onnxruntime_onnx",
      inputs: [{ name: "images", datatype: "UINT8", shape: [-1, 8, 8, 3] }],
      outputs: [
        { name: "scores", datatype: "FP32", shape: [-1, 1] },
        { name: "maps", datatype: "FP32", shape: [-1, 1, -1, -1] },
        { name: "anomalyMaps", datatype: "FP32", shape: [-1, 1, 8, 8] },
        { name: "verdicts", datatype: "BYTES", shape: [-1] },
      ],
    });
    for (const path of ["blue", "red/versions/v0"])
      expect((await client.model(path)).status).toBe(404);
    expect((await client.model("red/versions/v1")).status).toBe(200);
  });

  test.each([
    { input: "bytes", output: "bytes" },
    { input: "bytes", output: "JSON" },
    { input: "JSON", output: "bytes" },
    { input: "JSON", output: "JSON" },
  ])("takes $input and gives $output", async ({ input, output }) => {
    const tensor = images([99, 100]);
    const data = input === "JSON" ? [...tensor.data] : tensor.data;
    const options = { outputs: ["verdicts", "scores"], binary: output === "bytes", id: "7" };
    const { json, values } = await client.infer("red", { ...tensor, data }, options);
    expect(json).toMatchObject({ id: "7", model_name: "red", model_version: "v1" });
    expect(json.outputs?.map(({ name, shape }) => [name, shape])).toEqual([
      ["verdicts", [2]],
      ["scores", [2, 1]],
    ]);
    expect(values).toEqual({ verdicts: ["normal", "anomalous"], scores: [99, 100] });
  });

  test("gives all outputs where none is named, and takes nested lists", async () => {
    const nested = [[...redTensor([120])].map((_, i) => i)].map(() =>
      Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => [120, 0, 0])),
    );
    const { json } = await post({
      inputs: [{ name: "images", datatype: "UINT8", shape: [1, 8, 8, 3], data: nested }],
    });
    expect(
      json.outputs.map(({ name, shape }: { name: string; shape: number[] }) => [name, shape]),
    ).toEqual([
      ["scores", [1, 1]],
      ["maps", [1, 1, 1, 1]],
      ["anomalyMaps", [1, 1, 8, 8]],
      ["verdicts", [1]],
    ]);
  });

  test("runs requests that come at once together, and gives each its own rows", async () => {
    model.batches.length = 0;
    const requests = [[21, 22, 23], [24], [25, 26, 27, 28, 29, 30], [31]];
    const answers = await Promise.all(
      requests.map((levels) => client.infer("red", images(levels), { outputs: ["scores"] })),
    );
    expect(answers.map(({ values }) => values.scores)).toEqual(requests);
    expect(model.batches).toEqual([8, 3]);
  });

  test("keeps NaN in bytes, and says in JSON that null stands for it", async () => {
    const ask = (binary: boolean) =>
      client.infer("red", images([7, 8]), { outputs: ["scores", "verdicts"], binary });
    expect((await ask(true)).values).toEqual({
      scores: [NaN, 8],
      verdicts: ["undecided", "normal"],
    });
    const { json, values } = await ask(false);
    expect(values.scores).toEqual([null, 8]);
    expect(json.outputs?.[0].parameters).toEqual({ not_finite: 1 });
  });

  const tensor = { name: "images", datatype: "UINT8", shape: [1, 8, 8, 3], data: [] as unknown };
  test.each([
    { of: "no JSON", body: "{", got: "expected a request in JSON" },
    { of: "a list", body: [], got: "expected an object as the request" },
    { of: "no input", body: {}, got: "expected one input, images, got none" },
    { of: "another input", body: { inputs: [{ ...tensor, name: "x" }] }, got: 'got "x"' },
    { of: "floats", body: { inputs: [{ ...tensor, datatype: "FP32" }] }, got: 'got "FP32"' },
    {
      of: "another size",
      body: { inputs: [{ ...tensor, shape: [1, 8, 9, 3] }] },
      got: "got [1,8,9,3]",
    },
    { of: "no images", body: { inputs: [{ ...tensor, shape: [0, 8, 8, 3] }] }, got: "N from 1" },
    { of: "too few numbers", body: { inputs: [tensor] }, got: "expected 192 numbers" },
    { of: "a number over 255", body: { inputs: [{ ...tensor, data: [256] }] }, got: "got 256" },
    { of: "text as numbers", body: { inputs: [{ ...tensor, data: "x" }] }, got: "as a list" },
    {
      of: "a list nested deeply",
      body: `{"inputs":[{"name":"images","datatype":"UINT8","shape":[1,8,8,3],"data":${"[".repeat(1e5)}${"]".repeat(1e5)}}]}`,
      got: "got a list of 1",
    },
    {
      of: "an unknown output",
      body: { inputs: [{ ...tensor, data: Array(192).fill(0) }], outputs: [{ name: "x" }] },
      got: "expected outputs among scores",
    },
    {
      of: "bytes without their size",
      body: '{"inputs":[]}x',
      headers: { "inference-header-content-length": "13" },
      got: "expected one input",
    },
    {
      of: "a header past the end",
      body: "{}",
      headers: { "inference-header-content-length": "3" },
      got: "of at most 2",
    },
    { of: "a number as id", body: { id: 7 }, got: "expected a string as id" },
  ])("refuses $of with 400", async ({ body, headers, got }) => {
    const { status, json } = await post(body, headers);
    expect(status).toBe(400);
    expect(json.error).toContain(got);
  });

  test("lists the repository and loads a model again", async () => {
    const index = await app.request("/v2/repository/index", { method: "POST" });
    expect(await index.json()).toEqual([{ name: "red", version: "v1", state: "READY" }]);
    const load = (name: string) =>
      app.request(`/v2/repository/models/${name}/load`, { method: "POST" });
    expect((await load("red")).status).toBe(200);
    expect((await load("blue")).status).toBe(404);
  });
});
