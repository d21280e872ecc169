import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { lockRunFolder } from "./lockRunFolder.ts";
import {
  beginRun,
  checkpointIn,
  checkRunFolder,
  continueRun,
  forgetRun,
  hasBegun,
  hasCheckpoint,
  isRunFolder,
  withRunFolder,
} from "./runFolder.ts";

/** A folder of a run with these files in it. */
async function runWith(...files: string[]): Promise<string> {
  const out = await temporaryFolder();
  await beginRun(out, { method: "test" });
  for (const file of files) {
    await mkdir(dirname(join(out, file)), { recursive: true });
    await writeFile(join(out, file), "old");
  }
  return out;
}

describe("checkRunFolder", () => {
  test("begins in a folder that is not there, is empty or holds other things", async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, "notes.txt"), "");
    for (const folder of [out, join(out, "new")])
      expect(() => checkRunFolder(folder, {})).not.toThrow();
  });

  test("begins again where a run came to nothing", async () => {
    const out = await runWith("manifest.json", "training.jsonl");
    await mkdir(join(out, "checkpoints"));
    expect(() => checkRunFolder(out, {})).not.toThrow();
  });

  test("refuses to resume what is not there", async () => {
    const out = await temporaryFolder();
    expect(() => checkRunFolder(out, { resume: true })).toThrow(
      `expected a run to resume in ${out}, got no ${join(out, "run.json")}; leave --resume out to begin one`,
    );
  });

  test("does not begin over another run unless told to", async () => {
    const out = await runWith("checkpoints/last.safetensors.previous");
    expect(() => checkRunFolder(out, {})).toThrow(
      `expected --out without a run in it, got ${out} with checkpoints; go on with --resume, begin again with --overwrite, or choose another --out`,
    );
    expect(() => checkRunFolder(out, { resume: true })).not.toThrow();
    expect(() => checkRunFolder(out, { overwrite: true })).not.toThrow();
  });

  test("goes on with a run that has no checkpoints, as of a method that keeps none", async () => {
    const out = await runWith("detector.onnx", "results.json", "report.html", "manifest.json");
    expect(() => checkRunFolder(out, {})).toThrow(
      `got ${out} with results.json, report.html, detector.onnx; go on with --resume, begin again`,
    );
    expect(() => checkRunFolder(out, { resume: true })).not.toThrow();
  });

  test("refuses the folder of a data set, also with --overwrite", async () => {
    const data = await temporaryFolder();
    await writeFile(join(data, "manifest.json"), "{}");
    expect(() => checkRunFolder(data, { overwrite: true })).toThrow(
      `got ${data}, whose manifest.json no run of flawlens wrote (run.json is missing): choose another --out`,
    );
  });

  test("sends nobody to and fro where a run's mark is lost", async () => {
    const out = await runWith("checkpoints/last.safetensors");
    await rm(join(out, "run.json"));
    for (const options of [{}, { resume: true }, { overwrite: true }])
      expect(() => checkRunFolder(out, options)).toThrow("choose another --out");
  });
});

describe("beginRun", () => {
  test("removes what an earlier run left, half-written files too, and nothing else", async () => {
    const out = await runWith(
      "detector.onnx",
      "results.json",
      "report.html",
      "suspects.json",
      "ablation.json",
      "manifest.json",
      "training.jsonl",
      "evaluated.onnx",
      "results.json.partial",
      "checkpoints/last.safetensors",
      "refit/checkpoints/last.safetensors",
      "oddest/1.png",
      "my-notes.txt",
      "results-of-march.json",
    );
    await beginRun(out, { method: "adl", seed: 2 });
    expect((await readdir(out)).toSorted()).toEqual([
      "my-notes.txt",
      "results-of-march.json",
      "run.json",
    ]);
    expect(JSON.parse(await readFile(join(out, "run.json"), "utf8"))).toEqual({
      method: "adl",
      seed: 2,
    });
  });
});

describe("continueRun", () => {
  test("leaves a run that is what it was, and removes the results of one that is to be another", async () => {
    const parts = ["results.json", "detector.onnx", "training.jsonl", "manifest.json", "refit/a"];
    const out = await runWith(...parts);
    await continueRun(out, { method: "test" });
    expect(await readdir(out)).toHaveLength(6);
    await continueRun(out, { method: "test", refit: true });
    const left = ["manifest.json", "refit", "run.json", "training.jsonl"];
    expect((await readdir(out)).toSorted()).toEqual(left);
    expect(JSON.parse(await readFile(join(out, "run.json"), "utf8")).refit).toBe(true);
  });
});

describe("forgetRun", () => {
  test("removes nothing where no run was", async () => {
    const data = await temporaryFolder();
    await writeFile(join(data, "manifest.json"), "{}");
    await forgetRun(data);
    expect(await readdir(data)).toEqual(["manifest.json"]);
  });

  test("leaves a folder in which a run can begin and none can be resumed", async () => {
    const out = await runWith("results.json");
    await forgetRun(out);
    expect([await readdir(out), hasBegun(out), isRunFolder(out)]).toEqual([["run.json"], false, true]); // prettier-ignore
    await writeFile(join(out, "detector.onnx"), "what a kill has left");
    expect(() => checkRunFolder(out, {})).not.toThrow();
    expect(() => checkRunFolder(out, { resume: true })).toThrow(
      `expected a run to resume in ${out}, got one that was being removed; leave --resume out to begin one`,
    );
  });
});

describe("withRunFolder", () => {
  test("makes the folder, and has it locked as long as the work goes on", async () => {
    const out = join(await temporaryFolder(), "deep/run");
    const value = await withRunFolder(out, {}, async () => {
      await expect(lockRunFolder(out)).rejects.toThrow(`which process ${process.pid}, started`);
      await beginRun(out, {});
      return 7;
    });
    expect([value, await readdir(out)]).toEqual([7, ["run.json"]]);
  });

  test("leaves no folder behind where the work fails before it begins", async () => {
    const out = join(await temporaryFolder(), "run");
    const failed = withRunFolder(out, {}, () => Promise.reject(new Error("no such data")));
    await expect(failed).rejects.toThrow("no such data");
    expect(existsSync(out)).toBe(false);
  });

  test("releases the folder where it is refused", async () => {
    const out = await runWith("results.json");
    await expect(withRunFolder(out, {}, async () => {})).rejects.toThrow("without a run in it");
    await expect(withRunFolder(join(out, "no"), { resume: true }, async () => {})).rejects.toThrow(
      "expected a run to resume",
    );
    expect((await readdir(out)).toSorted()).toEqual(["results.json", "run.json"]);
  });

  test("says that another process is at it before it says what that has left", async () => {
    const out = await runWith("results.json");
    const { release } = await lockRunFolder(out);
    await expect(withRunFolder(out, {}, async () => {})).rejects.toThrow("for this run alone");
    release();
  });
});

describe("hasBegun", () => {
  test("is true from the first file of a run on", async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, "manifest.json"), "{}");
    expect(hasBegun(out)).toBe(false);
    await beginRun(out, {});
    expect(hasBegun(out)).toBe(true);
  });
});

describe("hasCheckpoint", () => {
  test("is true with any checkpoint, also one that was not finished", async () => {
    const out = await temporaryFolder();
    expect(hasCheckpoint(out)).toBe(false);
    await mkdir(dirname(checkpointIn(out)));
    expect(hasCheckpoint(out)).toBe(false);
    await writeFile(`${checkpointIn(out)}.partial`, "");
    expect(hasCheckpoint(out)).toBe(true);
  });
});
