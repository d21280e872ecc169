import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { openInputs } from "./openInputs.ts";
import type { InputOptions } from "./openInputs.ts";

async function open(options: Partial<InputOptions>, stdin = "") {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const told: string[] = [];
  const terminal = { tell: (text: string) => void told.push(text), note: (text: string) => void told.push(text) }; // prettier-ignore
  const streams = { stdin: Readable.from([stdin]), signal: controller.signal };
  const whole = { images: [], out: "out", overlays: "one" as const, ...options };
  return { told, ...(await openInputs(terminal, whole, streams)) };
}

async function namesOf(inputs: AsyncIterable<{ name: string }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of inputs) names.push(name.split("/").at(-1)!);
  return names;
}

describe("openInputs", () => {
  test("knows how many images there are in folders, and notes at the end what was passed over", async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, ["1.png", "2.png", "a.txt", "b.txt", ".c.png", "out/1.png"]);
    const images = [folder, join(folder, "1.png")];
    const opened = await open({ images, out: join(folder, "out") });
    expect(opened.total).toBe(2);
    expect(await namesOf(opened.inputs)).toEqual(["1.png", "2.png"]);
    expect(opened.told).toEqual([]);
    opened.tellPassedOver();
    expect(opened.told).toEqual([
      "passed over: 2 files that are no image by name, 1 hidden file or folder, 1 image given before, 1 image or folder where overlays go",
    ]);
  });

  test("takes images where overlays would go if none are written", async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, ["1.png"]);
    const opened = await open({ images: [folder], out: folder, overlays: "none" });
    expect(await namesOf(opened.inputs)).toEqual(["1.png"]);
    opened.tellPassedOver();
    expect(opened.told).toEqual([]);
  });

  test("does not wait for the end of a list to know its length", async () => {
    const opened = await open({ images: ["-"] }, "a.png\nb.png\n");
    expect(opened.total).toBeUndefined();
    expect(await namesOf(opened.inputs)).toEqual(["a.png", "b.png"]);
  });

  test("refuses wrong arguments at once", async () => {
    await expect(open({ images: ["no.png"] })).rejects.toThrow("got no.png, which is not there");
  });

  test("counts nothing where images come without an end", async () => {
    expect((await open({ watch: await temporaryFolder() })).total).toBeNull();
  });
});
