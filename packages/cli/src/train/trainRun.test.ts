import { existsSync } from "node:fs";
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileHash } from "@flawlens/files";
import { readResults } from "@flawlens/report";
import { loadCheckpoint } from "@flawlens/training";
import { memory } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { writeParts } from "../../test/partImages.ts";
import { recorder } from "../../test/recorder.ts";
import { run } from "../../test/run.ts";
import { pressCtrlC, runUntil } from "../../test/runUntil.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { lockRunFolder } from "../run/lockRunFolder.ts";
import { checkpointIn } from "../run/runFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import type { LiveEvent, LiveServer } from "./live/liveServer.ts";
import { trainRun } from "./trainRun.ts";

/** A training of a second. */
const settings = {
  fcdd: [
    "encoder.widths=[[4],[8]]",
    "head.widths=[8]",
    "inputSize=32",
    "batchSize=4",
    "steps=6",
    "learningRate=0.01",
    "schedule=constant",
    "augmentation=null",
    "checkpointEverySteps=2",
  ],
  adl: [
    "backbone.widths=[[4],[4],[6]]",
    "inputSize=32",
    "segmentationWidth=4",
    "batchSize=8",
    "stepsPerEpoch=4",
    "epochs=2",
    "learningRate=0.01",
    "checkpointEverySteps=2",
  ],
  patchcore: ["inputSize=32", 'layers=["stages.0","stages.1"]'],
};
const preset = { fcdd: "scratch", adl: "from-scratch", patchcore: "trial" };

let folder: string;
let data: string; // 20 normal images and 9 of each of two types
const whole = (method: keyof typeof settings) => join(folder, method);

/** The command line of a tiny training. */
function line(method: keyof typeof settings, out: string, ...more: string[]): string[] {
  const sets = settings[method].flatMap((setting) => ["--set", setting]);
  return ["train", "--data", data, "--out", out, "--method", method, "--config", preset[method], ...sets, ...more]; // prettier-ignore
}

const planting = ["--contamination", "0.2", "--shots", "2"];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "flawlens-train-")));
  data = join(folder, "data");
  await writeParts(data, { good: 20, bright: 9, dark: 9 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a run has learnt and found, and the bytes of its detector; times are left out. */
async function outcome(out: string, file = "detector.onnx") {
  const { params, step } = await loadCheckpoint(checkpointIn(out));
  const { seconds: _, peakMemory: __, ...results } = await readResults(join(out, "results.json"));
  const detector = await fileHash(join(out, file));
  return { params, step, results, detector, losses: await lossesOf(out) };
}

async function lossesOf(out: string): Promise<number[]> {
  const lines = (await readFile(join(out, "training.jsonl"), "utf8")).trim().split("\n");
  return lines.filter(Boolean).map((text) => (JSON.parse(text) as { loss: number }).loss);
}

/** The page's text, its spaces single. */
async function reportOf(out: string): Promise<string> {
  return (await readFile(join(out, "report.html"), "utf8")).replaceAll(/\s+/g, " ");
}

async function copyOf(method: keyof typeof settings): Promise<string> {
  const out = join(await temporaryFolder(), "out");
  await cp(whole(method), out, { recursive: true });
  return out;
}

describe("train --method fcdd", () => {
  test("leaves what the run is, its data, checkpoints, losses, a detector, results and a report", async () => {
    const { code, stdout, stderr } = await run(...line("fcdd", whole("fcdd")));
    expect([code, stderr]).toEqual([0, expect.stringContaining("detector: ")]);
    expect((await readdir(whole("fcdd"))).toSorted()).toEqual([
      "checkpoints",
      "detector.onnx",
      "manifest.json",
      "report.html",
      "results.json",
      "run.json",
      "training.jsonl",
    ]);
    expect(stdout).toMatch(/bright +\d+ /);
    const { results, losses } = await outcome(whole("fcdd"));
    expect(losses).toHaveLength(6);
    expect(results).toMatchObject({ method: "MultiTypeFCDD", seed: 1 });
    expect(Object.keys(results.types)).toEqual(["bright", "dark"]);
    expect(stderr).toContain("configuration scratch: A small network trained from scratch");
    expect(stderr).toMatch(/threshold: the best F1 on validation images; it rests on \d+ normal/);
    const about = JSON.parse(await readFile(join(whole("fcdd"), "run.json"), "utf8"));
    expect(about).toMatchObject({ method: "fcdd", seed: 1, refit: false, config: { steps: 6 } });
    expect(about.versions["@flawlens/fcdd"]).toMatch(/^\d/);
  });

  test("with a live page learns the same numbers, and shows losses, scores and maps", async () => {
    const out = join(await temporaryFolder(), "out");
    const pushed: LiveEvent[] = [];
    const live: LiveServer = {
      url: "",
      push: (event) => pushed.push(event),
      close: async () => {},
    };
    const terminal = createTerminal({ stdout: recorder(), stderr: recorder() });
    const options = {
      dataset: data,
      out,
      method: "fcdd",
      config: preset.fcdd,
      settings: settings.fcdd,
    };
    const before = memory().numTensors;
    expect(await trainRun(terminal, { ...options, live }, new AbortController().signal)).toBe(true);
    expect(memory().numTensors).toBe(before);
    expect(await outcome(out)).toEqual(await outcome(whole("fcdd")));

    const looks = pushed.flatMap((event) => (event.kind === "examples" ? [event.examples] : []));
    expect(looks.map(({ step }) => step)).toEqual([null, 2, ...looks.slice(2, -1).map(({ step }) => step), null]); // prettier-ignore
    const images = looks.at(-1)?.images ?? [];
    expect(images.map(({ label }) => label)).toEqual([0, 0, 0, 1, 1, 1]);
    for (const { map, scores } of images) {
      expect(map).toMatch(/^data:image\/(png|webp);base64,/);
      expect(scores.length).toBeGreaterThanOrEqual(2); // after the first checkpoint, and at the end
    }
    expect(pushed.filter(({ kind }) => kind === "training").length).toBeGreaterThanOrEqual(6);
    expect(pushed.at(-1)?.kind).toBe("results");
  });

  test.each([
    {
      while: "training",
      shown: "training ",
      left: ["checkpoints", "manifest.json", "run.json", "training.jsonl"],
    },
    {
      while: "evaluating",
      shown: "evaluating ",
      left: ["checkpoints", "detector.onnx", "manifest.json", "run.json", "training.jsonl"],
    },
  ])("interrupted while $while, comes to the same end when resumed", async ({ shown, left }) => {
    const out = join(await temporaryFolder(), "out");
    const stopped = await runUntil(shown, pressCtrlC, ...line("fcdd", out));
    expect(stopped.code).toBe(130);
    expect(stopped.stderr.trim().split("\n").at(-1)).toMatch(/^interrupted/);
    expect((await readdir(out)).toSorted()).toEqual(left);

    // The run keeps its data, method and configuration.
    expect((await run("train", "--out", out, "--resume")).code).toBe(0);
    expect(await outcome(out)).toEqual(await outcome(whole("fcdd")));
  });

  test("interrupted while images are checked, leaves nothing", async () => {
    const out = join(await temporaryFolder(), "out");
    const { code, stderr } = await runUntil("checking images", pressCtrlC, ...line("fcdd", out));
    expect([code, existsSync(out)]).toEqual([130, false]);
    expect(stderr).toContain("interrupted before the run began; there is nothing to resume");
  });

  test("goes on for more steps, and remembers them", async () => {
    const out = await copyOf("fcdd");
    const more = ["--set", "steps=8", "--set", "checkpointEverySteps=1"];
    expect((await run("train", "--out", out, "--resume", ...more)).code).toBe(0);
    const losses = await lossesOf(out);
    expect(losses).toHaveLength(8);
    expect(losses.slice(0, 6)).toEqual(await lossesOf(whole("fcdd")));
    const about = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
    expect(about.config).toMatchObject({ steps: 8, checkpointEverySteps: 1 });
  });

  test.each([
    { more: ["--seed", "2"], says: "expected --seed 1, with which the run in" },
    { more: ["--method", "adl"], says: "expected --method fcdd, with which the run in" },
    { more: ["--set", "learningRate=0.5"], says: "got another learningRate; begin again with" },
    { more: ["--set", "data.testFraction=0.5"], says: "got another data; begin again with" },
  ])("does not resume with $more", async ({ more, says }) => {
    const { code, stderr } = await run("train", "--out", whole("fcdd"), "--resume", ...more);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  test("takes the checkpoint before where the last is torn, and says so", async () => {
    const out = await copyOf("fcdd");
    await cp(join(out, "manifest.json"), checkpointIn(out));
    const { code, stderr } = await run("train", "--out", out, "--resume");
    expect([code, stderr]).toEqual([0, expect.stringMatching(/went back to .*previous, step 4/)]);
    expect(await outcome(out)).toEqual(await outcome(whole("fcdd")));
  });

  test.each([
    {
      of: "in its first save",
      left: ["checkpoints", "manifest.json", "run.json", "training.jsonl"],
      says: "no checkpoint is whole (",
      tear: async (out: string) => {
        const last = checkpointIn(out);
        await rm(`${last}.previous`);
        await rename(last, `${last}.partial`);
        await truncate(`${last}.partial`, 1000);
      },
    },
    {
      of: "before it had kept its data",
      left: ["run.json"],
      says: "no checkpoint yet: training starts from the beginning",
    },
    {
      of: "between detector and report",
      left: ["checkpoints", "detector.onnx", "manifest.json", "run.json", "training.jsonl"],
      says: "resuming after step 6",
      tear: (out: string) => appendFile(join(out, "training.jsonl"), '{"step":7,"lo'),
    },
  ])("killed $of, comes to the same end when resumed", async ({ left, says, tear }) => {
    const out = await copyOf("fcdd");
    const lost = (await readdir(out)).filter((name) => !left.includes(name));
    for (const name of lost) await rm(join(out, name), { recursive: true });
    await tear?.(out);
    const { code, stderr } = await run("train", "--data", data, "--out", out, "--resume");
    expect([code, stderr]).toEqual([0, expect.stringContaining(says)]);
    expect(await outcome(out)).toEqual(await outcome(whole("fcdd")));
  });

  test("says what is missing before --overwrite removes anything", async () => {
    const out = await copyOf("fcdd");
    const args = ["train", "--data", data, "--out", out, "--method", "patchcore", "--overwrite"];
    const { code, stderr } = await run(...args, "--weights", "/no/such.pth");
    expect([code, stderr]).toEqual([2, expect.stringContaining("got /no/such.pth, which is not")]);
    expect(await outcome(out)).toEqual(await outcome(whole("fcdd")));
  });

  test("does not begin where another run is; --overwrite removes what that has left", async () => {
    const out = await copyOf("fcdd");
    await writeFile(join(out, "suspects.json"), "[]");
    await writeFile(join(out, "my-notes.txt"), "");
    const refused = await run(...line("fcdd", out));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("begin again with --overwrite")]); // prettier-ignore
    const lines = line("fcdd", out, "--overwrite", "--set", "steps=1", "--quiet");
    expect(await run(...lines)).toMatchObject({ code: 0, stderr: "" });
    const names = await readdir(out);
    expect(names).toContain("my-notes.txt");
    expect(names).not.toContain("suspects.json");
    expect(await lossesOf(out)).toHaveLength(1);
  });

  test("leaves a folder alone that another process writes to", async () => {
    const out = await copyOf("fcdd");
    const { release } = await lockRunFolder(out);
    const { code, stderr } = await run(...line("fcdd", out, "--overwrite"));
    release();
    expect([code, stderr]).toEqual([1, expect.stringContaining(`which process ${process.pid}, started`)]); // prettier-ignore
    expect(await outcome(out)).toEqual(await outcome(whole("fcdd")));
  });

  test("with --refit deploys a detector that has seen the test images, and judges one that has not", async () => {
    const out = await copyOf("fcdd");
    const { code, stderr } = await run("train", "--out", out, "--resume", "--refit");
    expect(code).toBe(0);
    expect(stderr).toMatch(/once more for deployment, .* none to test with/);
    expect(await outcome(out, "evaluated.onnx")).toEqual(await outcome(whole("fcdd")));
    const [evaluated, deployed] = await Promise.all(
      ["evaluated.onnx", "detector.onnx"].map((name) => readFile(join(out, name))),
    );
    expect(deployed.equals(evaluated)).toBe(false);
    expect(await lossesOf(join(out, "refit"))).toHaveLength(6);
    const about = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
    expect(about.refit).toBe(true);
  });

  test("starts from another run's parameters, and says how much of the test that has seen", async () => {
    const small = ["--set", "steps=1", "--set", "learningRate=1e-30", "--skip-check"];
    const out = join(await temporaryFolder(), "out");
    const start = ["--from", join(whole("fcdd"), "detector.onnx"), "--seed", "2"];
    const { code, stderr } = await run(...line("fcdd", out, ...small, ...start));
    expect(code).toBe(0);
    expect(stderr).toMatch(/note: \d+ of the \d+ test images were trained on by the run/);
    const headOf = async (of: string) =>
      (await loadCheckpoint(checkpointIn(of))).params["head.net.0.weight"];
    expect(await headOf(out)).toEqual(await headOf(whole("fcdd")));
  });

  test.skipIf(!existsSync("/dev/full")).each(["detector.onnx", "report.html"])(
    "leaves the %s that was there where the disk is full (needs /dev/full)",
    async (name) => {
      const out = await copyOf("fcdd");
      const before = await readFile(join(out, name));
      await symlink("/dev/full", join(out, `${name}.partial`));
      const { code, stderr } = await run("train", "--out", out, "--resume");
      expect([code, stderr]).toEqual([1, expect.stringMatching(/expected to write .* ENOSPC/)]);
      expect((await readFile(join(out, name))).equals(before)).toBe(true);
    },
  );
});

describe("train with normal images alone", () => {
  test("makes an MH-PatchCore of a flat folder, calibrates it and shows the oddest images", async () => {
    const root = join(await temporaryFolder(), "photos");
    await writeParts(root, { ".": 20 });
    const out = join(await temporaryFolder(), "out");
    const sets = settings.patchcore.flatMap((setting) => ["--set", setting]);
    const args = ["train", "--data", root, "--out", out, "--config", "trial", ...sets];
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/note: .*taken as normal/)]);
    expect(stderr).toContain(
      "method MH-PatchCore, because no image is known to be anomalous (--method chooses another)",
    );
    expect(stderr).toContain(
      "14 images to train on (14 taken as normal, 0 known anomalies), 6 for thresholds, none to test with",
    );
    // Six images promise little: a new one lies above all of them with a chance of 1 in 7.
    expect(stderr).toMatch(
      /threshold: at most 5 % of .*; it rests on 6 normal and 0 anomalous validation images, with which at most 14\.3 % of new normal images are expected to be called anomalous/,
    );
    const text = await readFile(join(out, "oddest.json"), "utf8");
    const scores = (JSON.parse(text) as { score: number }[]).map(({ score }) => score);
    expect(scores).toHaveLength(6);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const report = await reportOf(out);
    expect(report).toContain("There are no defects to test with");
    expect(report).toContain("The oddest images");
    expect(report).toContain("at most 14.3 % are expected to be called anomalous");
    const results = await readResults(join(out, "results.json"));
    expect(results.any.imageAuroc).toBeNull();
    expect(results.dataset).toMatchObject({ train: 14, validation: 6, test: 0 });
  });

  test("of a folder good, with ADL, ranks the training images too", async () => {
    const root = await temporaryFolder();
    await writeParts(root, { good: 12 });
    const out = join(await temporaryFolder(), "out");
    const args = line("adl", out, "--set", "epochs=1");
    args[2] = root;
    expect((await run(...args)).code).toBe(0);
    expect(existsSync(join(out, "suspects.json"))).toBe(true);
    const report = await reportOf(out);
    expect(report).toContain("The oddest images");
    expect(report).toContain("Suspects");
  });

  test("says before training that there are too few", async () => {
    const root = await temporaryFolder();
    await writeParts(root, { good: 5 });
    const out = join(await temporaryFolder(), "out");
    const { code, stderr } = await run("train", "--data", root, "--out", out);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "expected at least 5 normal images to train MH-PatchCore on, got 4 in",
    );
    expect(stderr).toContain("beside the 1 that are held back for thresholds; add images");
    expect(existsSync(out)).toBe(false);
  });
});

describe("train --method patchcore", () => {
  test("interrupted before it has anything, trains from the start when resumed", async () => {
    const out = whole("patchcore");
    const stopped = await runUntil("features ", pressCtrlC, ...line("patchcore", out));
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain(
      "interrupted before the first checkpoint; the same command with --resume trains from the start",
    );
    const { code } = await run("train", "--out", out, "--resume");
    expect(code).toBe(0);
    const { any, dataset } = await readResults(join(out, "results.json"));
    expect(any.imageAuroc).toBe(1); // a white or black square in grey noise
    expect(dataset).toMatchObject({ train: 10, validation: 4, test: 24 });
  });

  test("keeps no checkpoint that another run could start from", async () => {
    const out = join(await temporaryFolder(), "out");
    const from = whole("patchcore");
    const { code, stderr } = await run(...line("fcdd", out, "--from", from));
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("--from: expected a checkpoint in"),
    ]);
    expect(existsSync(out)).toBe(false);
  });
});

describe("train --method adl", () => {
  test("leaves suspects and an ablation beside, and shows them in the report", async () => {
    const { code, stderr } = await run(...line("adl", whole("adl"), ...planting));
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("of which 2 are planted anomalies"),
    ]);
    const suspects = JSON.parse(await readFile(join(whole("adl"), "suspects.json"), "utf8")) as { by: string; ranking: unknown[] }[]; // prettier-ignore
    expect(suspects.map(({ by }) => by)).toEqual([
      "weights",
      "weights and the segmentation's loss",
    ]);
    const ablation = JSON.parse(await readFile(join(whole("adl"), "ablation.json"), "utf8"));
    expect(ablation.rows).toHaveLength(5);
    expect(Object.keys(ablation.deviationScales)).toEqual(["reference", "validation"]);
    const report = await reportOf(whole("adl"));
    expect(report).toContain("Suspects");
    expect(report).toMatch(/\d images were planted: \d+ % of them are among the first \d+/);
    expect(report).toContain("uncertainty alone");
  });
});

describe("train refuses", () => {
  const out = () => join(folder, "never");

  test("a misspelt key, with those it could be", async () => {
    const { code, stderr } = await run(...line("fcdd", out(), "--set", "learnigRate=1"));
    expect(code).toBe(2);
    expect(stderr).toContain("learnigRate: there is no such key; did you mean learningRate?");
    expect(stderr).toContain("flawlens train --method fcdd --help lists the keys");
  });

  test("a misspelt method, a misspelt preset, and no --out or --data", async () => {
    const refusals = [
      [["--data", data, "--out", out(), "--method", "patchcor"], "did you mean patchcore?"],
      [["--data", data, "--out", out(), "--method", "fcdd", "--config", "scrach"], "did you mean scratch?"], // prettier-ignore
      [["--data", data], "expected --out DIR"],
      [["--data", data, "--out", join(data, "out")], "expected --out outside of the data set"],
      [["--out", out()], "expected --data, a folder or a list of images, got none"],
      [["--data", data, "--out", out(), "--seed", "x"], "Expected a whole number"],
    ] as const;
    for (const [args, says] of refusals) {
      const { code, stderr } = await run("train", ...args);
      expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    }
  });

  test("a path where there is nothing, and an engine that there is not", async () => {
    const nowhere = await run("train", "--data", "/no/such", "--out", out());
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("got /no/such, which is not there")]); // prettier-ignore
    vi.stubEnv("FLAWLENS_ENGINE", "abacus");
    const engine = await run(...line("fcdd", out()));
    vi.unstubAllEnvs();
    expect([engine.code, engine.stderr]).toEqual([1, expect.stringContaining('expected one of ort, tensorflow, cpu, got "abacus"')]); // prettier-ignore
  });

  test("a damaged image, by its name, before training", async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, "data"));
    await cp(data, join(root, "data"), { recursive: true });
    const broken = join(root, "data/bright/003.png");
    await writeFile(broken, (await readFile(broken)).subarray(0, 400));
    const args = line("fcdd", out());
    args[2] = join(root, "data");
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining("bright/003.png")]);
  });

  test("to leave anything behind", () => {
    expect(existsSync(out())).toBe(false);
  });
});

test("runs give their memory back", () => {
  expect(memory().numTensors).toBe(0);
});
