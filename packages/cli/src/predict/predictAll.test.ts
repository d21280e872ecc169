import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { shell } from "../../test/shell.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { flawlens } from "../flawlens.ts";
import { lockRunFolder } from "../run/lockRunFolder.ts";

/** A folder with a detector and so many calm photos. */
async function plant(count: number) {
  const root = await temporaryFolder();
  const photos = join(root, "photos");
  const names = Array.from({ length: count }, (_, i) => `${100 + i}.png`);
  await writeColours(photos, Object.fromEntries(names.map((name) => [name, [10, 10, 0] as const])));
  return { root, photos, model: await writeTinyModel(join(root, "detector.onnx")) };
}

/** Runs `predict` in this process. */
function start(...args: string[]) {
  const [stdout, stderr] = [recorder(), recorder()];
  const ended = flawlens(["predict", ...args], { stdin: Readable.from([]), stdout, stderr });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await wait(1);
  };
  return { stdout, stderr, ended, until };
}

const pressCtrlC = () => void process.emit("SIGINT");

describe("flawlens predict, interrupted by Ctrl-C", () => {
  test.each([
    { format: "jsonl", kept: true },
    { format: "json", kept: false },
  ])("ends with a summary; a file of --$format is kept: $kept", async ({ format, kept }) => {
    const { root, photos, model } = await plant(60);
    await writeFile(join(photos, "105.png"), "damaged"); // what is said of it tells when to interrupt
    const file = join(root, `p.${format}`);
    const args = [photos, "--model", model, "--overlays", "none", `--${format}`, file];
    const job = start(...args);
    await job.until(() => job.stderr.text().includes("105.png"));
    pressCtrlC();
    expect(await job.ended).toBe(130);
    const said = job.stderr.text();
    expect(said).toMatch(
      /scoring \d+\/60 \| stopped after .*\n\d+ images in [^\n]*, 1 undecided \(1 of [^\n]*\n/,
    );
    expect(said).toMatch(/interrupted\n$/);
    expect(existsSync(file)).toBe(kept);
    expect(said.includes("p.json is not written: it is whole or not at all")).toBe(!kept);
    const lines = kept ? (await readFile(file, "utf8")).trimEnd().split("\n") : [];
    expect(lines.length).toBeLessThan(60);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty("verdict");
    // Nothing is half-written.
    expect(await readdir(root)).toEqual(["detector.onnx", ...(kept ? ["p.jsonl"] : []), "photos"]);
  });
});

describe("flawlens predict --watch", () => {
  test("scores what arrives, each once, and Ctrl-C is its usual end, with a summary and a whole file", async () => {
    const { root, model } = await plant(0);
    const [incoming, file] = [join(root, "in"), join(root, "p.json")];
    await writeColours(root, { "in/old.png": [0, 0, 0], "red.png": [200, 0, 0] });
    const out = join(incoming, "out"); // its pictures are no arrivals
    const args = ["--watch", incoming, "--model", model, "--out", out, "--json", file];
    const job = start(...args);
    await job.until(() => job.stderr.text().includes("watching"));
    await rename(join(root, "red.png"), join(incoming, "red.png"));
    await job.until(() => existsSync(join(out, "in/red.png")));
    await wait(1200); // long enough for the picture to arrive, if it were one
    pressCtrlC();
    expect(await job.ended).toBe(0);
    expect(job.stderr.text()).toMatch(
      /^watching .* for images; Ctrl-C ends it\n1 image, \d+ ms each: 1 anomalous, 0 normal, 0 undecided\noverlays in /,
    );
    const records = JSON.parse(await readFile(file, "utf8")) as object[];
    expect(records).toMatchObject([{ path: join(incoming, "red.png"), verdict: "anomalous" }]);
  });

  test("refuses a folder that is not there", async () => {
    const { root, model } = await plant(0);
    const job = start("--watch", join(root, "no"), "--model", model);
    expect(await job.ended).toBe(1);
    expect(job.stderr.text()).toMatch(
      /^error: expected a folder to watch, got .*no, which is none/,
    );
  });
});

describe("flawlens predict, whose reader is gone", () => {
  test("ends quietly, and finishes its overlays", async () => {
    const { root, photos, model } = await plant(6);
    const command = "node --conditions=@flawlens/source --import=tsx src/main.ts predict";
    const { stdout, stderr } = await shell(
      `${command} "$1" --model "$2" --out "$3" -q | head -1; echo \${PIPESTATUS[0]}`,
      photos,
      model,
      join(root, "out"),
    );
    expect([stdout, stderr]).toEqual([`${photos}/100.png  normal  20 (threshold 80)\n0\n`, ""]);
    expect(await readdir(join(root, "out/photos"))).toHaveLength(6);
  });
});

test("flawlens predict leaves a folder alone that another process writes to, unless it writes nothing there", async () => {
  const { root, photos, model } = await plant(1);
  const out = join(root, "out");
  const args = [photos, "--model", model, "--out", out];
  await mkdir(out);
  const { release } = await lockRunFolder(out);
  const refused = start(...args);
  expect([await refused.ended, refused.stdout.text()]).toEqual([1, ""]);
  expect(refused.stderr.text()).toContain(`got ${out}, which process ${process.pid}, started`);
  expect(await start(...args, "--overlays", "none").ended).toBe(0);
  release();
  expect(await start(...args).ended).toBe(0);
  expect(await readdir(out)).toEqual(["photos"]);
});
