import "../../test/cpu.ts";
import { readOnnxMetadata, withMetadata } from "@flawlens/onnx";
import { dispose } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { apart, mapsOf, tinyHeadFile, tinySettings } from "../../test/tinyHeadFile.ts";
import { readHead } from "./readHead.ts";

let untrained: Uint8Array;
beforeAll(async () => {
  ({ bytes: untrained } = await tinyHeadFile());
});

describe("the head that is read from a file", () => {
  test.each([
    { of: "the paper's maps", settings: {} },
    { of: "softmax maps, smoothed, of a linear head", settings: { maps: "softmax", smoothing: 1.5, head: { widths: [], kernel: 1, normalizeInput: false, dropout: 0.3 } } }, // prettier-ignore
  ] as const)("gives $of that the file gives of the same features", async ({ settings }) => {
    const { bytes, examples, maps } = await tinyHeadFile(settings as object);
    const head = await readHead(bytes);
    expect(head.settings).toEqual({ ...tinySettings, ...settings });
    for (const [i, example] of examples.entries()) {
      expect(apart(maps[i], mapsOf(head, head.params, example))).toBeLessThan(1e-5); // float32
    }
    dispose(head.params);
  });

  test.each([
    { of: "settings of another head than the weights", changes: { head: { ...tinySettings.head, widths: [7] } }, says: "head.net.0.folded.weight [6, 4, 3, 3] F32 instead of [7, 4, 3, 3]" }, // prettier-ignore
    { of: "weights that are not there", changes: { head: { ...tinySettings.head, widths: [6, 6] } }, says: "4 missing: head.net.3.folded.weight, head.net.3.folded.bias, head.net.6.weight, head.net.6.bias" }, // prettier-ignore
    { of: "a head without end", changes: { head: { ...tinySettings.head, widths: [1e9] } }, says: "readHead: expected at most 20 whole numbers up to 8192 as head.widths of the file's trainable part, got [1000000000]" }, // prettier-ignore
    { of: "a loss that is not known", changes: { loss: "mine" }, says: 'expected equation3 or released as loss of the file\'s trainable part, got "mine"' }, // prettier-ignore
    { of: "no head", changes: { head: null }, says: "expected an object as head" },
    { of: "no channels", changes: { channels: undefined }, says: "as channels of the file's trainable part, got nothing" }, // prettier-ignore
  ])("is refused of $of, with a message", async ({ changes, says }) => {
    const { trainable, ...rest } = JSON.parse(readOnnxMetadata(untrained).flawlens);
    const settings = { ...trainable.settings, ...changes };
    const flawlens = JSON.stringify({ ...rest, trainable: { ...trainable, settings } });
    await expect(readHead(await withMetadata(untrained, { flawlens }))).rejects.toThrow(says);
  });

  test("is refused of another method", async () => {
    const metadata = { ...JSON.parse(readOnnxMetadata(untrained).flawlens), method: "mine" };
    await expect(
      readHead(await withMetadata(untrained, { flawlens: JSON.stringify(metadata) })),
    ).rejects.toThrow("readHead: expected a detector of the method fcdd, got one of mine");
  });
});
