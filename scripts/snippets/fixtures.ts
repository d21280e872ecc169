import { spawn } from "node:child_process";
import type { SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../site/packages.ts";
import { makePhotos } from "./makePhotos.ts";

/**
 * Makes the fixture that a path begins with, once, and gives the place of what the path names in it. What is below
 * `examples` is the repository's own.
 */
export type Fixtures = (path: string) => Promise<string>;

/** What blocks may find in their folder, and how it is made. Nothing needs a network or pretrained weights. */
const MAKE: Record<string, (place: string, fixtures: Fixtures) => Promise<unknown>> = {
  /** Pictures of plates, as three people have them: `good`, `few` and `types`; `new` are seven others. */
  photos: (place) => makePhotos(place, { size: 96, train: { normal: 20, anomalous: 12 }, few: 3 }),
  /** A data set with masks and sides, by its manifest. */
  parts: async (place) => {
    const { synthesize } = await import("@flawlens/datasets");
    const count = { normal: 4, anomalous: 1 };
    await synthesize(place, { seed: 1, size: 96, train: count, validation: count, test: count });
  },
  /** The same under another name. */
  "other-parts": async (place, fixtures) => {
    await cp(await fixtures("parts"), place, { recursive: true });
    const file = join(place, "manifest.json");
    const manifest = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify({ ...manifest, name: "other parts" }));
  },
  /** The runs of two of them: of good images, and of few defects. */
  run: async (place, fixtures) =>
    flawlens("train", "--data", await fixtures("photos/good"), "--out", place, "--config", "trial"),
  "run-few": async (place, fixtures) =>
    flawlens("train", "--data", await fixtures("photos/few"), "--out", place, "--config", "from-scratch", "--set", "epochs=1", "--set", "stepsPerEpoch=2", "--set", "inputSize=64"), // prettier-ignore
  /** A run of `flawlens regions train` on `parts`, and its `describer.onnx`. */
  describer: async (place, fixtures) => {
    await flawlens("regions", "train", "--data", await fixtures("parts"), "--out", place, "--set", "steps=4"); // prettier-ignore
    await flawlens("regions", "export", "--model", place);
  },
  /** `out/sweep`, a sweep of one job that is not done yet, on `photos`. */
  sweep: async (place, fixtures) => {
    const [data, grid] = [join(place, "photos"), join(place, "grid.json")];
    await cp(await fixtures("photos/good"), data, { recursive: true });
    await writeFile(grid, JSON.stringify({ train: { data: [data], methods: ["mhpatchcore:trial"] } })); // prettier-ignore
    await flawlens("sweep", "plan", grid, "--out", join(place, "out/sweep"), "--root", place);
  },
};

/** The command of this repository. */
export const flawlensFile = join(root, "packages/cli/bin/flawlens.js");

/**
 * @param options.folder - Where fixtures are kept, and taken from where they are there; default `fixtures` in `work`,
 *   where they are made anew.
 */
export function makeFixtures({ folder, work }: { folder?: string; work: string }): Fixtures {
  const made = new Map<string, Promise<string>>();
  const make = async (name: string) => {
    const place = join(folder ?? join(work, "fixtures"), name);
    if (folder !== undefined && existsSync(`${place}.made`)) return place;
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    await MAKE[name](place, fixtures);
    writeFileSync(`${place}.made`, "");
    return place;
  };
  const fixtures: Fixtures = async (path) => {
    const [name, ...parts] = path.split("/");
    if (name === "examples") return join(root, path);
    if (!Object.hasOwn(MAKE, name))
      throw new RangeError(`makeFixtures: expected one of ${Object.keys(MAKE).join(", ")}, got ${name}`); // prettier-ignore
    if (!made.has(name)) made.set(name, make(name));
    return join(await made.get(name)!, ...parts);
  };
  return fixtures;
}

async function flawlens(...args: string[]): Promise<void> {
  const env = { ...process.env, HF_HUB_OFFLINE: "1" };
  const options = { env, stdio: ["ignore", "ignore", "pipe"] } satisfies SpawnOptions;
  const child = spawn(process.execPath, [flawlensFile, ...args], options);
  let said = "";
  child.stderr?.on("data", (part: Buffer) => (said += part.toString()));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`makeFixtures: flawlens ${args[0]} ended with ${code}:\n${said}`);
}
