import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDescriber, readDescriber, readRegions, saveRegions } from "@flawlens/alphaclip";
import type { DescriberResults } from "@flawlens/alphaclip";
import { loadCheckpoint } from "@flawlens/training";
import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { pressCtrlC, runUntil } from "../../test/runUntil.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { tinySettings, withDescriber } from "../../test/tinyDescriber.ts";
import { checkpointIn } from "../run/runFolder.ts";

/** Trained with the preset that is the default, for fewer steps. */
const place = withDescriber(["--set", "steps=100"], { train: 10, test: 2 });

const resultsOf = async (out: string) =>
  JSON.parse(await readFile(join(out, "results.json"), "utf8")) as DescriberResults;
const train = (out: string, ...args: string[]) =>
  run("regions", "train", "--out", out, ...tinySettings, ...args);

/** A file of some of the regions, which takes little time to judge on. */
async function fewRegions(folder: string): Promise<string> {
  const file = join(folder, "few.json");
  const whole = await readRegions(join(place.whole, "regions.json"));
  const count = { train: 24, validation: 0, test: 6 };
  const regions = whole.regions.filter(({ split }) => count[split]-- > 0);
  await saveRegions(file, { ...whole, regions });
  return file;
}

describe("flawlens regions", () => {
  test.each([
    { of: "a misspelt subcommand", args: ["trian"], says: "regions: expected one of build, train, evaluate, export, got trian; did you mean train?" }, // prettier-ignore
    { of: "one before its options", args: ["evalute", "--data", "parts"], says: "got evalute; did you mean evaluate?" }, // prettier-ignore
    { of: "one that resembles none", args: ["serve"], says: "regions: expected one of build, train, evaluate, export, got serve\n" }, // prettier-ignore
  ])("refuses $of, and names those that there are", async ({ args, says }) => {
    const { code, stdout, stderr } = await run("regions", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
  });

  test("prints the help of a subcommand", async () => {
    const { code, stdout } = await run("regions", "help", "build");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Usage: flawlens regions build /)]);
  });
});

describe("flawlens regions build", () => {
  test("writes regions.json, prints the paper's Tables 1 and 2, and needs no name", async () => {
    const out = join(await temporaryFolder(), "regions");
    const args = ["regions", "--data", place.data, "--out", out];
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^category +train +validation +test\n/);
    expect(stdout).toMatch(/\nregions an image +train +validation +test\n/);
    expect(stdout).toContain("\n  scratch on gear\n");
    const { regions, descriptions } = await readRegions(join(out, "regions.json"));
    expect(stderr).toContain(`${regions.length} regions, ${descriptions.length} descriptions\n`);
    expect(stdout).toMatch(new RegExp(`total +${regions.filter(({ split }) => split === "train").length} `)); // prettier-ignore
    const again = await run(...args);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("--overwrite")]);
    expect((await run(...args, "--overwrite")).code).toBe(0);
  });

  test("takes other data sets for the test alone", async () => {
    const out = await temporaryFolder();
    const both = ["--data", place.data, "--test-data", place.data, "--split", "0.7,0.3,0"];
    expect((await run("regions", "build", ...both, "--out", out)).code).toBe(0);
    const { name, regions } = await readRegions(join(out, "regions.json"));
    expect(name).toMatch(/ \+ .* test$/);
    for (const { id, split } of regions) expect(split === "test").toBe(/ test\//.test(id));
  });

  test.each([
    { of: "no data", args: [], says: "required option '--data <dir...>'" },
    { of: "fractions of two", args: ["--split", "1,0"], says: 'Expected 3 numbers, train,validation,test, got "1,0"' }, // prettier-ignore
    { of: "an eps of 0", args: ["--eps", "0"], says: 'Expected a number above 0, got "0"' },
    { of: "an endpoint without its model", args: ["--describe-url", "http://localhost"], says: "expected --describe-url and --describe-model together" }, // prettier-ignore
  ])("refuses $of", async ({ args, says }) => {
    const out = join(await temporaryFolder(), "out");
    const data = args.length > 0 ? ["--data", place.data] : [];
    const { code, stderr } = await run("regions", "build", "--out", out, ...data, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(existsSync(out)).toBe(false);
  });
});

describe("flawlens regions train", () => {
  test("describes held-out regions far better than guessing, and than without the region's mask", async () => {
    const { accuracy, chance } = await resultsOf(place.whole);
    const of = (mask: "region" | "none" | "wrong") => accuracy[mask].all.total.accuracy;
    expect(chance.all).toBe(1 / 25);
    expect(of("region")).toBeGreaterThan(6 * chance.all);
    expect(of("region")).toBeGreaterThan(of("none") + 0.1);
    expect(of("region")).toBeGreaterThan(of("wrong") + 0.1);
    expect(accuracy.region.sameObject.total.accuracy).toBeGreaterThan(1.5 * chance.sameObject);
  });

  test("leaves regions, a model, results and a report", async () => {
    expect((await readdir(place.whole)).toSorted()).toEqual([
      "checkpoints",
      "model.safetensors",
      "regions.json",
      "report.html",
      "results.json",
      "run.json",
      "training.jsonl",
    ]);
    const report = await readFile(join(place.whole, "report.html"), "utf8");
    for (const part of ["Accuracy", "Examples", "Confusion", "Training", "This run"])
      expect(report).toContain(`<h2>${part}</h2>`);
    const { dataset, accuracy, versions } = await resultsOf(place.whole);
    expect(dataset.test).toBe(accuracy.region.all.total.count);
    expect(versions["@flawlens/alphaclip"]).toBeDefined();
    expect(versions["@flawlens/cli"]).toBeDefined();
  });

  test("interrupted by Ctrl-C, goes on when resumed and ends as if it had never stopped", async () => {
    const folder = await temporaryFolder();
    const [stopped, through] = [join(folder, "stopped"), join(folder, "through")];
    const data = ["--regions", await fewRegions(folder)];
    const args = ["regions", "train", "--out", stopped, ...tinySettings, ...data];
    const interrupted = await runUntil("1/8 | loss", pressCtrlC, ...args);
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toContain(
      "interrupted; the same command with --resume goes on from",
    );
    expect(existsSync(join(stopped, "model.safetensors"))).toBe(false);

    const resumed = await train(stopped, "--resume", ...data);
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringMatching(/resuming after step \d/)]); // prettier-ignore
    expect((await train(through, ...data)).code).toBe(0);
    const paramsOf = async (out: string) => (await loadCheckpoint(checkpointIn(out))).params;
    expect(await paramsOf(stopped)).toEqual(await paramsOf(through));
    const timeless = async (out: string) => ({ ...(await resultsOf(out)), seconds: null });
    expect(await timeless(stopped)).toEqual(await timeless(through));
  }, 120_000);

  test.each([
    { of: "to resume with another configuration", args: ["--resume", "--set", "temperature=0.2"], code: 1, says: "config.temperature" }, // prettier-ignore
    { of: "to resume with another seed", args: ["--resume", "--seed", "2"], code: 2, says: "expected --seed 1, with which the run" }, // prettier-ignore
    { of: "to begin where a run is", args: [], code: 1, says: "begin again with --overwrite" },
    { of: "a key that is misspelt", args: ["--overwrite", "--set", "stepz=3"], code: 2, says: "stepz: there is no such key; did you mean steps?" }, // prettier-ignore
    { of: "a preset that is misspelt", args: ["--overwrite", "--config", "smal"], code: 2, says: "did you mean small?" }, // prettier-ignore
  ])("refuses $of, and leaves the run as it is", async ({ args, code, says }) => {
    const { data, whole } = place;
    const before = await readFile(join(whole, "results.json"), "utf8");
    const result = await run("regions", "train", "--out", whole, "--data", data, ...args);
    expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(says)]);
    expect(await readFile(join(whole, "results.json"), "utf8")).toBe(before);
  });

  test("refuses regions without sides, both sources or none, and paths that are wrong", async () => {
    const folder = await temporaryFolder();
    const out = join(folder, "never");
    const regions = await readRegions(join(place.whole, "regions.json"));
    const untested = join(folder, "untested.json");
    const kept = regions.regions.filter(({ split }) => split !== "test");
    await saveRegions(untested, { ...regions, regions: kept });
    const refusals: [string[], string][] = [
      [["--regions", untested], "expected regions to train and to test on in flawlens-synthetic, got"], // prettier-ignore
      [["--regions", untested, "--data", place.data], "got both"],
      [[], "got neither"],
      [["--data", join(folder, "nowhere")], "nowhere"],
      [["--data", place.data, "--config", "efficientnet", "--weights", join(folder, "no.pth")], "no.pth"], // prettier-ignore
    ];
    for (const [args, says] of refusals) {
      const { code, stderr } = await run("regions", "train", "--out", out, ...args);
      expect(code).not.toBe(0);
      expect(stderr).toContain(says);
      expect(existsSync(out)).toBe(false);
    }
  });

  test("--help lists presets and keys", async () => {
    const { code, stdout } = await run("regions", "train", "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: flawlens regions train [^]*Presets[^]* {2}small [^]*temperature +number, above 0; default 0\.01/); // prettier-ignore
  });
});

describe("flawlens regions evaluate", () => {
  test("gives what training gave, printed, as JSON, and in a folder that is not the run's own", async () => {
    const out = join(await temporaryFolder(), "again");
    const regions = ["--regions", join(place.whole, "regions.json")];
    const model = ["--model", place.whole];
    const args = ["regions", "evaluate", ...model, ...regions, "--out", out];
    const { code, stdout } = await run(...args, "--json");
    expect(code).toBe(0);
    const { accuracy } = JSON.parse(stdout) as DescriberResults;
    expect(accuracy).toEqual((await resultsOf(place.whole)).accuracy);
    expect(await readdir(out)).toEqual(["report.html", "results.json"]);
    const few = ["--regions", await fewRegions(await temporaryFolder())];
    const plain = await run("regions", "evaluate", ...model, ...few);
    expect(plain.stdout).toContain("on 6 regions of the test split");
    const own = await run("regions", "evaluate", "--model", place.whole, ...regions, "--out", place.whole); // prettier-ignore
    expect([own.code, own.stderr]).toEqual([
      1,
      expect.stringContaining("own results would be lost"),
    ]);
  });

  test("refuses a model that is none", async () => {
    const file = join(await temporaryFolder(), "model.safetensors");
    await writeFile(file, "no model");
    const result = await run("regions", "evaluate", "--model", file, "--data", place.data);
    expect([result.code, result.stderr]).toEqual([1, expect.stringContaining("expected a region describer")]); // prettier-ignore
  });
});

describe("flawlens regions export", () => {
  test("writes the model with its descriptions as one ONNX file, and no second time over it", async () => {
    const out = join(await temporaryFolder(), "words.onnx");
    const args = ["regions", "export", "--model", place.whole, "--out", out];
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([0, `${out}\n`]);
    expect(stderr).toMatch(/\d+ descriptions, [\d.]+ MB/);
    const { descriptions } = await readDescriber(join(place.whole, "model.safetensors"));
    const texts = descriptions.map(({ description }) => description);
    expect((await openDescriber(await readFile(out))).descriptions).toEqual(texts);
    expect(await run(...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("pass --overwrite to replace it"),
    });
  });
});
