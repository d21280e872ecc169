import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readImage } from "@flawlens/datasets";
import type { Image } from "@flawlens/datasets";
import { encodeModel, withChecksum, withMetadata } from "@flawlens/onnx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { convDetector } from "../../test/convDetector.ts";
import { png } from "../../test/png.ts";
import { side, tinyDetector, tinyFile, tinyMetadata } from "../../test/tinyDetector.ts";
import type { Detector } from "../run/detector.ts";
import { loadDetector } from "./loadDetector.ts";
import type { NodeImage } from "./loadDetector.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-inference-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

async function withDetector(
  use: (detector: Detector<NodeImage>) => Promise<void>,
  metadata = tinyMetadata(),
): Promise<void> {
  const file = await saved("tiny.onnx", await tinyFile(metadata));
  const detector = await loadDetector(file, { threads: 1 });
  await use(detector);
  await detector.release();
}

/** Black, but for a block of 4x4 pixels of one colour at the top right; stored at twice the size. */
function image(red: number, green: number): Image {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < 4; y++)
    for (let x = 4; x < 8; x++) data.set([red, green, 0], (y * side + x) * 3);
  return { data, height: side, width: side, channels: 3, original: { height: 16, width: 16 } };
}

const reds = [10, 60, 110, 160, 210];
const savedImages = () =>
  Promise.all(reds.map((red, i) => saved(`${i}.png`, png(image(red, 255 - red).data, side, side))));

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}

describe("predict", () => {
  test("gives what the tiny network gives by hand", () =>
    withDetector(async (detector) => {
      const [prediction, black] = await all(detector.predict([image(200, 240), image(0, 0)]));
      // red: map [0, 200; 0, 0], its mean 50 < 100; green: map [0, 240; 0, 0], its mean 60 >= 50
      expect(prediction).toMatchObject({ score: 110, threshold: 80, verdict: "anomalous" });
      expect(prediction.types.red).toMatchObject({ score: 50, verdict: "normal" });
      expect(prediction.types.green).toMatchObject({ score: 60, verdict: "anomalous" });
      expect([...prediction.types.red.map.data]).toEqual([0, 200, 0, 0]);
      expect([...prediction.map.data]).toEqual([0, 440, 0, 0]);
      expect(prediction.extras).toEqual({ peaks: { redPeak: 200, greenPeak: 240 } });

      const { anomalyMap } = prediction.types.green;
      expect(anomalyMap).toMatchObject({ height: 16, width: 16 });
      expect(anomalyMap.data[15]).toBe(240);
      expect(anomalyMap.data[15 * 16]).toBe(0);

      // green only: red's score is under its threshold although its map is not
      expect(prediction.regions).toMatchObject([
        { type: "green", weak: false, peak: { x: 12, y: 0, value: 240 } },
      ]);
      expect(prediction.explanation).toBe(
        "Anomalous: the score 110 reaches the threshold 80. Type: green. " +
          "Higher than on normal validation images: greenPeak. 1 region, at x 12, y 0.",
      );
      expect(black).toMatchObject({ score: 0, verdict: "normal", regions: [] });
      expect(black.explanation).toBe("Normal: the score 0 is below the threshold 80.");
    }));

  test.each([1, 2, 3, 5, 9])(
    "gives the same, in order, in batches of %i, for files and images",
    (batchSize) =>
      withDetector(async (detector) => {
        const files = await savedImages();
        const images = await Promise.all(
          files.map((file) => readImage(file, detector.metadata.input)),
        );
        for (const source of [files, images, [files[0], ...images.slice(1)]]) {
          const predictions = await all(detector.predict(source, { batchSize }));
          // means of one of four cells; green adds (255 - red) / 4
          expect(predictions.map(({ types }) => types.red.score)).toEqual([
            2.5, 15, 27.5, 40, 52.5,
          ]);
          expect(predictions.map(({ score }) => score)).toEqual(reds.map(() => 63.75));
          expect(predictions.map(({ extras }) => extras.peaks.redPeak)).toEqual(reds);
          expect(predictions[4].anomalyMap).toMatchObject({ height: side, width: side });
        }
      }),
  );

  test("takes what an async generator gives, and nothing of nothing", () =>
    withDetector(async (detector) => {
      async function* source() {
        for (const red of reds) yield image(red, 0);
      }
      const scores = (await all(detector.predict(source(), { batchSize: 2 }))).map(
        ({ score }) => score,
      );
      expect(scores).toEqual([2.5, 15, 27.5, 40, 52.5]);
      expect(await all(detector.predict([]))).toEqual([]);
    }));

  test("reads a few batches ahead of an endless source, and closes it when the loop is left", () =>
    withDetector(async (detector) => {
      let given = 0;
      let closed = false;
      function* endless() {
        try {
          for (; ; given++) yield image(given % 256, 0);
        } finally {
          closed = true;
        }
      }
      let seen = 0;
      let furthest = 0;
      for await (const { types } of detector.predict(endless(), { batchSize: 3 })) {
        expect(types.red.score).toBe((seen % 256) / 4);
        seen++;
        furthest = Math.max(furthest, given - seen);
        if (seen === 100) break;
      }
      await new Promise((resolve) => setTimeout(resolve));
      expect(furthest).toBeLessThanOrEqual(3 * 3 + 4); // three batches, and four images
      expect(closed).toBe(true);
    }));

  test.each([1, 2, 3, 9])(
    "gives every image before one that cannot be read, then an error that names it, in batches of %i",
    (batchSize) =>
      withDetector(async (detector) => {
        const files = await savedImages();
        const broken = await saved("broken.png", Buffer.from("no image"));
        const seen: number[] = [];
        const run = async () => {
          const source = [...files.slice(0, 4), broken, files[4], join(folder, "missing.png")];
          for await (const { types } of detector.predict(source, { batchSize }))
            seen.push(types.red.score);
        };
        await expect(run()).rejects.toThrow(/broken\.png/);
        expect(seen).toEqual([2.5, 15, 27.5, 40]);
      }),
  );

  test("gives every image before its source fails, then the source's error", () =>
    withDetector(async (detector) => {
      function* source() {
        yield image(40, 0);
        throw new Error("the camera is gone");
      }
      const results = detector.predict(source(), { batchSize: 4 });
      expect((await results.next()).value).toMatchObject({ score: 10 });
      await expect(results.next()).rejects.toThrow("the camera is gone");
    }));

  test("refuses part of an image, one name instead of a list, a batch size of 0", () =>
    withDetector(async (detector) => {
      const other = { ...image(0, 0), height: 4 };
      await expect(all(detector.predict([image(0, 0), other]))).rejects.toThrow(
        new RangeError(
          "predict: expected pixels of height x width x 3 or 4 bytes, got image 1 of 4x8 with 192 bytes",
        ),
      );
      await expect(all(detector.predict("part.png"))).rejects.toThrow(
        new TypeError(
          'predict: expected a list of images, got "part.png"; give [image], or call predictImage(image)',
        ),
      );
      await expect(all(detector.predict([], { batchSize: 0 }))).rejects.toThrow(
        new RangeError("predict: expected a batch size of at least 1, got 0"),
      );
    }));

  test("places maps by the receptive fields where the file says so", () =>
    withDetector(
      async (detector) => {
        const stored = { ...image(200, 0), original: { height: 8, width: 8 } };
        const { types } = await detector.predictImage(stored);
        // cells centred on pixels 3 and 5
        const row = types.red.anomalyMap.data.subarray(0, 8);
        expect([...row]).toEqual([0, 0, 0, 0, 100, 200, 200, 200]);
      },
      tinyMetadata({ receptiveField: { offset: 3, stride: 2 } }),
    ));

  test("shows a relative map dimmed on a normal image and to its peak on an anomalous one", () =>
    withDetector(
      async (detector) => {
        const [normal, anomalous] = await all(detector.predict([image(160, 0), image(200, 240)]));
        const peaks = [normal, anomalous].map(({ displayMap }) => Math.max(...displayMap.data));
        // score 40 from 20 to the threshold 80: a third of one half
        expect(normal.verdict).toBe("normal");
        expect(peaks[0]).toBeCloseTo(1 / 6, 6);
        expect(peaks[1]).toBe(1);
      },
      tinyMetadata({ maps: "relative" }),
    ));
});

describe("predictImage", () => {
  test("gives what predict gives for one image, from a file too", () =>
    withDetector(async ({ predictImage }) => {
      expect(await predictImage(image(200, 240))).toMatchObject({ score: 110 });
      const [, , , , file] = await savedImages();
      expect(await predictImage(file)).toMatchObject({ types: { red: { score: 52.5 } } });
    }));

  test("throws what predict throws", () =>
    withDetector(async (detector) => {
      await expect(detector.predictImage(join(folder, "missing.png"))).rejects.toThrow(
        /missing\.png/,
      );
    }));
});

describe("score", () => {
  test("gives verdicts, extras and words as predict does, without maps", () =>
    withDetector(async (detector) => {
      const images = [image(1, 2), image(250, 3), image(200, 240)];
      const scores = await all(detector.score(images, { batchSize: 2 }));
      const predictions = await all(detector.predict(images));
      for (const [i, { score, verdict, types, extras }] of scores.entries()) {
        expect(predictions[i]).toMatchObject({ score, verdict, extras });
        expect(predictions[i].types.red).toMatchObject(types.red);
      }
      expect(scores[2].explanation).toBe(
        "Anomalous: the score 110 reaches the threshold 80. Type: green. " +
          "Higher than on normal validation images: greenPeak.",
      );
      expect(scores[0]).not.toHaveProperty("map");
    }));
});

describe("raw", () => {
  test("gives the file's outputs, only those asked for", () =>
    withDetector(async (detector) => {
      const everything = await detector.raw(image(200, 240).data);
      expect([...everything.scores]).toEqual([50, 60]);
      expect([...everything.maps]).toEqual([0, 200, 0, 0, 0, 240, 0, 0]);
      expect(everything.mapSize).toEqual([2, 2]);
      expect(everything.anomalyMaps).toHaveLength(2 * side * side);
      expect([...everything.extras.peaks]).toEqual([200, 240]);
      const none = new Float32Array(0);
      const some = await detector.raw(image(200, 240).data, ["scores"]);
      expect(some).toEqual({
        scores: Float32Array.of(50, 60),
        maps: none,
        anomalyMaps: none,
        mapSize: [0, 0],
        extras: {},
      });
    }));

  test("gives nothing where nothing is asked for, also of extras that the file has not", () =>
    withDetector(
      async (detector) => {
        const { data } = image(1, 2);
        expect(await detector.raw(data, ["extras"])).toMatchObject({ extras: {} });
        expect(await detector.raw(data, [])).toMatchObject({ mapSize: [0, 0] });
      },
      tinyMetadata({ extras: {} }),
    ));

  test("refuses part of an image and outputs that no detector has", () =>
    withDetector(async (detector) => {
      await expect(detector.raw(new Uint8Array(5))).rejects.toThrow(
        new RangeError("raw: expected a batch of N x 8 x 8 x 3 bytes, got 5"),
      );
      await expect(detector.raw(image(0, 0).data, ["map" as "maps"])).rejects.toThrow(
        new RangeError("raw: expected outputs among scores, maps, anomalyMaps, extras, got map"),
      );
    }));
});

describe("loadDetector", () => {
  const metadata = (changes: object = {}) => ({
    flawlens: JSON.stringify({ ...tinyMetadata(), ...changes }),
  });
  const { red } = tinyMetadata().calibration;
  const three = { types: ["red", "green", "blue"], calibration: { red, green: red, blue: red } };
  const column = { names: ["a"], typical: [0], high: [1] };

  test.each([
    {
      of: "no file",
      bytes: null,
      message: /expected a file to read at .*broken\.onnx, got ENOENT/,
    },
    {
      of: "a text file",
      bytes: () => Buffer.from("hello"),
      message: /cannot use .*broken\.onnx: .*expected an ONNX model, got 5 bytes/,
    },
    {
      of: "a truncated file",
      bytes: () => tinyDetector({}).subarray(0, 200),
      message: /cannot use .*broken\.onnx: .*expected a whole ONNX model, got 200 bytes/,
    },
    {
      of: "another model",
      bytes: () => tinyDetector({}),
      message: /expected a FlawLens detector, got an ONNX model without the metadata key flawlens/,
    },
    {
      of: "another format",
      bytes: () => tinyDetector({ flawlens: '{"format":2}' }),
      message: /expected detector format 1, got 2/,
    },
    {
      of: "metadata that ask for 65,000 pixels a side",
      bytes: () =>
        withChecksum(tinyDetector(metadata({ input: { height: 65_000, width: 65_000 } }))),
      message: /input\.height: expected at most 8192, got 65000/,
    },
    {
      of: "metadata that ask for other images than the graph",
      bytes: () => withChecksum(tinyDetector(metadata({ input: { height: 8, width: 8192 } }))),
      message:
        /expected images of uint8 \[N, 8, 8192, 3\] in the graph of .*broken\.onnx, .* got uint8 \[N, 8, 8, 3\]/,
    },
    {
      of: "metadata of other types than the graph",
      bytes: () => withChecksum(tinyDetector(metadata(three))),
      message: /expected scores of float32 \[N, 3\] in the graph of .*, got float32 \[N, 2\]/,
    },
    {
      of: "metadata of other columns than the graph",
      bytes: () => withChecksum(tinyDetector(metadata({ extras: { peaks: column } }))),
      message: /expected peaks of float32 \[N, 1\] in the graph of .*, got float32 \[N, 2\]/,
    },
    {
      of: "metadata of features that the graph has not",
      bytes: () =>
        withChecksum(tinyDetector(metadata({ trainable: { prefix: "head.", settings: null } }))),
      message:
        /expected features of float32 \[N, any, any, any\] in the graph of .*, got none; export the detector/,
    },
    {
      of: "metadata of an output that the graph has not",
      bytes: () => withChecksum(tinyDetector(metadata({ extras: { cues: column } }))),
      message:
        /expected cues of float32 \[N, 1\] in the graph of .*, got none; export the detector/,
    },
  ])("refuses $of", async ({ bytes, message }) => {
    const file = join(folder, "broken.onnx");
    await rm(file, { force: true });
    if (bytes) await writeFile(file, await bytes());
    const refusal = loadDetector(file);
    await expect(refusal).rejects.toThrow(RangeError);
    await expect(refusal).rejects.toThrow(message);
  });

  test("refuses a graph that no runtime runs, naming the file", async () => {
    const bytes = Buffer.from(tinyDetector(metadata()));
    bytes.write("Cost", bytes.indexOf("Cast"));
    const file = await saved("other.onnx", await withChecksum(bytes));
    await expect(loadDetector(file)).rejects.toThrow(
      /expected a model that ONNX Runtime runs on cpu, got .*other\.onnx: .*Cost/,
    );
  });

  test.each([
    { part: "the weights", at: (bytes: Buffer) => bytes.indexOf(Uint8Array.of(0, 0, 0x80, 0x40)) },
    { part: "an operator", at: (bytes: Buffer) => bytes.indexOf("ReduceMean") },
    { part: "an attribute", at: (bytes: Buffer) => bytes.indexOf("kernel_shape") + 14 },
    { part: "a threshold", at: (bytes: Buffer) => bytes.indexOf('"threshold":100') + 12 },
    { part: "a type's name", at: (bytes: Buffer) => bytes.indexOf("red") },
    { part: "the checksum", at: (bytes: Buffer) => bytes.length - 5 },
    { part: "the checksum's key", at: (bytes: Buffer) => bytes.lastIndexOf("sha256") },
  ])("refuses a file of which one bit of $part is changed", async ({ part, at }) => {
    const bytes = Buffer.from(await tinyFile());
    expect(at(bytes)).toBeGreaterThan(0);
    bytes[at(bytes)] ^= 1;
    const file = await saved(`${part}.onnx`, bytes);
    const damaged = `${file}: expected the bytes that its checksum is of, got others: the file is damaged; copy or export it again`;
    const without = `${file}: expected the checksum that exportDetector stores with a detector, got none`;
    await expect(loadDetector(file)).rejects.toThrow(part.endsWith("key") ? without : damaged);
  });

  test("refuses bytes of which a bit of any is changed, and takes the whole ones", async () => {
    const bytes = await tinyFile();
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] ^= 1 << (at % 8);
      await expect(loadDetector(bytes)).rejects.toThrow(RangeError);
      bytes[at] ^= 1 << (at % 8);
    }
    await (await loadDetector(bytes)).release();
  });

  test("refuses a file without a checksum, and takes one whose threshold was changed on purpose", async () => {
    const file = await saved("changed.onnx", tinyDetector(metadata()));
    await expect(loadDetector(file)).rejects.toThrow(
      "got none, so that damage could not be noticed; export it again, or store withChecksum(bytes) of @flawlens/onnx",
    );
    const any = { ...tinyMetadata().any, threshold: 81 };
    const flawlens = JSON.stringify({ ...tinyMetadata(), any });
    await writeFile(file, await withMetadata(await tinyFile(), { flawlens }));
    const detector = await loadDetector(file);
    expect(detector.metadata.any.threshold).toBe(81);
    await detector.release();
  });

  test("refuses a detector that reads numbers from a file beside it, also with a right checksum", async () => {
    const beside = encodeModel({ nodes: [], initializers: [{ name: "w", type: "float32", dims: [1], data: Float32Array.of(1) }], inputs: [], outputs: [], opsets: { "": 17 }, metadata: metadata() }); // prettier-ignore
    // TensorProto.raw_data of 4 bytes becomes external_data, of which a reader knows no key, and so on
    const bytes = Buffer.from(beside);
    bytes[bytes.indexOf(Uint8Array.of(0x4a, 4, 0, 0, 0x80, 0x3f))] = 0x6a;
    bytes.set([0x0a, 0, 0x12, 0], bytes.indexOf(Uint8Array.of(0x6a, 4)) + 2);
    const file = await saved("beside.onnx", await withChecksum(bytes));
    await expect(loadDetector(file)).rejects.toThrow(
      `loadDetector: cannot use ${file}: expected a detector that is whole in one file, got one that reads [""] beside it; export it again as one file`,
    );
  });

  test("refuses a folder and a pipe, and does not wait", async () => {
    await expect(loadDetector(folder)).rejects.toThrow(`to read at ${folder}, got a folder`);
    if (process.platform === "win32") return;
    const pipe = join(folder, "pipe.onnx");
    execFileSync("mkfifo", [pipe]);
    await expect(loadDetector(pipe)).rejects.toThrow("got a pipe or a device");
  });

  test("refuses a graph without the outputs of a detector", async () => {
    const bytes = Buffer.from(tinyDetector(metadata()));
    for (let at = bytes.indexOf("scores"); at >= 0; at = bytes.indexOf("scores", at))
      bytes.write("scares", at);
    const file = await saved("scares.onnx", await withChecksum(bytes));
    await expect(loadDetector(file)).rejects.toThrow(
      /expected scores of float32 \[N, 2\] in the graph of .*scares\.onnx, .* got none; export/,
    );
  });

  test("gives the same on WebAssembly, in Node too: scores and maps to 1e-5, equal regions", async () => {
    const file = await convDetector();
    const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251);
    const [native, wasm] = await Promise.all(
      ["cpu", "wasm"].map(async (provider) => {
        const detector = await loadDetector(file, { providers: [provider], threads: 2 });
        const prediction = await detector.predictImage({ data: pixels, height: 64, width: 64 });
        await detector.release();
        await expect(detector.raw(pixels)).rejects.toThrow("got one that was released");
        return prediction;
      }),
    );
    const within = (value: number) => 1e-5 * Math.max(1, Math.abs(value));
    expect(Math.abs(wasm.score - native.score)).toBeLessThan(within(native.score));
    for (const [i, value] of native.map.data.entries())
      expect(Math.abs(wasm.map.data[i] - value)).toBeLessThan(within(value));
    expect(wasm.regions.map(({ type, box }) => ({ type, box }))).toEqual(
      native.regions.map(({ type, box }) => ({ type, box })),
    );
    expect(native.regions.length).toBeGreaterThan(0);
  });

  test("refuses an unknown provider", async () => {
    const file = await saved("tiny.onnx", await tinyFile());
    await expect(loadDetector(file, { providers: ["abacus"] })).rejects.toThrow(
      /expected providers among cpu.*, got abacus/,
    );
  });
});
