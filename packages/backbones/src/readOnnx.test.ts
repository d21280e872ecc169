import { readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportOnnx } from "@flawlens/tfjs-backend-ort";
import { dispose, setBackend } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ruleParams } from "../test/ruleParams.ts";
import { readOnnx, readOnnxHeader } from "./readOnnx.ts";
import { smallConvNet, smallConvNetSpec } from "./smallConvNet.ts";
import type { StoredTensors } from "./storedTensor.ts";

interface Listed {
  dtype: string;
  shape: number[];
  values: (number | boolean | string)[];
}

const fixture = (name: string) =>
  fileURLToPath(new URL(`../test/fixtures/onnx/${name}`, import.meta.url));
const expected: Record<string, Listed> = JSON.parse(readFileSync(fixture("expected.json"), "utf8"));

const dtypes: Record<string, string> = {
  float32: "F32",
  float64: "F64",
  int64: "I64",
  int32: "I32",
  int16: "I16",
  uint8: "U8",
  uint64: "U64",
  bool: "BOOL",
};

function listed(tensors: StoredTensors): Record<string, object> {
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => [
    name,
    { dtype, shape, values: Array.from(data as ArrayLike<number | bigint>, Number) },
  ]);
  return Object.fromEntries(entries);
}

const right = Object.fromEntries(
  Object.entries(expected).map(([name, { dtype, shape, values }]) => [
    name,
    { dtype: dtypes[dtype], shape, values: values.map(Number) },
  ]),
);
const names = Object.keys(expected);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onnx-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("readOnnx", () => {
  test.each(["raw.onnx", "typed.onnx"])("reads elements of every type from %s", async (name) => {
    expect(listed(await readOnnx(fixture(name), { names }))).toEqual(right);
  });

  test("reads data beside the model", async () => {
    const { float, double } = right;
    expect(listed(await readOnnx(fixture("external.onnx")))).toEqual({ float, double });
  });

  test("leaves the model's folder for nobody", async () => {
    await expect(readOnnx(fixture("escaping.onnx"))).rejects.toThrow(
      /: expected the data of float in a file beside the model, got \.\.\/torch\/zip\.pth$/,
    );
  });

  test.skipIf(process.platform === "win32")(
    "refuses data beside the model behind a link out of its folder",
    async () => {
      const [model, outside] = [join(folder, "linked"), join(folder, "outside.data")];
      await mkdir(model);
      await copyFile(fixture("external.onnx"), join(model, "external.onnx"));
      await copyFile(fixture("external.data"), outside);
      await symlink(outside, join(model, "external.data"));
      await expect(readOnnx(join(model, "external.onnx"))).rejects.toThrow(
        /: expected the data of float in external\.data beside the model, got a link that leads out/,
      );
    },
  );

  test("says that text is no tensor of numbers, when asked for it", async () => {
    const header = await readOnnxHeader(fixture("raw.onnx"));
    expect(header.text).toEqual({ dtype: "ONNX type 8", shape: [1] });
    expect(header.half).toEqual({ dtype: "F16", shape: [4] });
    await expect(readOnnx(fixture("raw.onnx"), { names: ["text"] })).rejects.toThrow(
      "expected numbers in text, got ONNX type 8",
    );
  });

  test("reads the weights of an exported network", async () => {
    await setBackend("ort");
    const spec = smallConvNetSpec({ widths: [[4], [5]] });
    const params = ruleParams(spec);
    const bytes = await exportOnnx(
      ({ images }) => ({
        features: smallConvNet(params, images as Tensor4D, { widths: [[4], [5]] }),
      }),
      { images: { shape: ["batch", 8, 8, 3] } },
    );
    const file = join(folder, "exported.onnx");
    await writeFile(file, bytes);
    const tensors = Object.values(await readOnnx(file));
    const filter = tensors.find(({ shape }) => shape.join() === "5,4,4,4"); // [out, in, kh, kw]
    const own = await params["stages.1.0.conv.weight"].data(); // [kh, kw, in, out]
    expect(filter?.data[1]).toBe(own[5 * 4]); // one to the right
    dispose(params);
  });

  test.each(["raw.onnx", "typed.onnx"])("refuses %s cut anywhere", async (name) => {
    const bytes = await readFile(fixture(name));
    const path = join(folder, `cut-${name}`);
    for (let length = 0; length < bytes.length; length += 7) {
      await writeFile(path, bytes.subarray(0, length));
      await expect(readOnnx(path)).rejects.toThrow(RangeError);
    }
  });
});
