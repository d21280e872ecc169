import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { saveManifest } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { runDataOf } from "../data/runData.ts";
import { noteSeenTestImages, startingCheckpoint } from "./startingCheckpoint.ts";

const last = "checkpoints/last.safetensors";
async function folderWith(...files: string[]): Promise<string> {
  const out = await temporaryFolder();
  for (const file of files) {
    await mkdir(dirname(join(out, file)), { recursive: true });
    await writeFile(join(out, file), "");
  }
  return out;
}

describe("startingCheckpoint", () => {
  test("is a checkpoint itself, or the one of a run's folder or detector", async () => {
    const out = await folderWith(last, "detector.onnx");
    for (const from of [last, ".", "detector.onnx"])
      expect(startingCheckpoint(join(out, from))).toBe(join(out, last));
  });

  test("of a run that was fitted once more is the one of each detector's own training", async () => {
    const out = await folderWith(last, `refit/${last}`, "detector.onnx", "evaluated.onnx");
    expect(startingCheckpoint(join(out, "detector.onnx"))).toBe(join(out, "refit", last));
    expect(startingCheckpoint(join(out, "evaluated.onnx"))).toBe(join(out, last));
    expect(startingCheckpoint(out)).toBe(join(out, last));
  });

  test("is missed where there is none", async () => {
    const out = await folderWith("detector.onnx");
    const missing = `--from: expected a checkpoint in ${join(out, "checkpoints")}`;
    expect(() => startingCheckpoint(out)).toThrow(missing);
    expect(() => startingCheckpoint(join(out, "detector.onnx"))).toThrow(missing);
    expect(() => startingCheckpoint(join(out, "no"))).toThrow("which is not there");
  });
});

describe("noteSeenTestImages", () => {
  /** The notes if the other run had these sides of three images, and this one tests with two. */
  async function notesOf(sides: ("train" | "test")[], checkpoint = last): Promise<string[]> {
    const out = await temporaryFolder();
    const images = sides.map((split, i) => ({ id: `${i}`, split }));
    await saveManifest(join(out, "manifest.json"), manifestOf(images, { root: out }));
    const tested = images.map(({ id }) => ({ id, split: id === "0" ? ("train" as const) : ("test" as const) })); // prettier-ignore
    const notes: string[] = [];
    const data = runDataOf(manifestOf(tested, { root: out }));
    await noteSeenTestImages({ note: (text) => void notes.push(text) }, join(out, checkpoint), data); // prettier-ignore
    return notes;
  }

  test("counts test images that the other run was trained on", async () => {
    expect(await notesOf(["test", "train", "test"])).toEqual([
      "1 of the 2 test images were trained on by the run that this one starts from: its scores will look better than they are",
    ]);
    expect(await notesOf(["train", "test", "test"])).toEqual([]);
  });

  test("knows that a detector to deploy was trained on its test images too", async () => {
    const [note] = await notesOf(["train", "test", "test"], `refit/${last}`);
    expect(note).toContain("2 of the 2 test images");
  });

  test("says nothing of a checkpoint from elsewhere", async () => {
    const notes: string[] = [];
    const data = runDataOf(manifestOf([]));
    await noteSeenTestImages({ note: (text) => void notes.push(text) }, "/no/such/checkpoints/a.safetensors", data); // prettier-ignore
    expect(notes).toEqual([]);
  });
});
