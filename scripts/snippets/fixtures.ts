import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { root } from "../site/packages.ts";

const cache = join(root, "node_modules/.cache/flawlens/fixtures");

/** What the blocks of a page may find in their folder. Each is made once and copied. */
const FIXTURES: Record<string, (place: string, commands: string) => Promise<void> | void> = {
  /** Pictures of one kind of plates: `photos-good`, `photos-few`, `photos-types` and `new-photos`. */
  photos: async (place) => {
    await makePhotos(place);
  },
  /** `out/good`, a run of MH-PatchCore on `photos-good`, its `detector.onnx`, and `part.png`. */
  detector: (place, commands) => {
    const folder = join(cache, "photos");
    const args = ["train", "--data", join(folder, "photos-good"), "--out", join(place, "out/good")];
    const { status, stderr } = spawnSync(join(commands, "flawlens"), args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`makeFixture: the detector was not trained:\n${stderr}`);
    cpSync(join(place, "out/good/detector.onnx"), join(place, "detector.onnx"));
    cpSync(join(folder, "new-photos/scratch.png"), join(place, "part.png"));
  },
};

/** Puts a fixture into the folder `place`. */
export async function makeFixture(
  name: string,
  place: string,
  { commands, log }: { commands: string; log: (line: string) => void },
): Promise<void> {
  const make = FIXTURES[name];
  if (!make)
    throw new RangeError(
      `makeFixture: expected ${Object.keys(FIXTURES).join(" or ")}, got ${name}`,
    );
  const made = join(cache, name);
  if (!existsSync(made)) {
    if (name === "detector") await makeFixture("photos", `${made}.photos`, { commands, log });
    log(`making the fixture ${name} (once)`);
    rmSync(`${made}.partial`, { recursive: true, force: true });
    mkdirSync(`${made}.partial`, { recursive: true });
    await make(`${made}.partial`, commands);
    renameSync(`${made}.partial`, made);
  }
  cpSync(made, place, { recursive: true });
}

/**
 * Renders plates, 256 pixels wide, and sorts them as three people have theirs: 50 good ones; the same and 8 each of two
 * kinds of defects; the same and 16 each of five kinds. `new-photos` are seven others.
 */
async function makePhotos(place: string): Promise<void> {
  const { synthesize } = await import("@flawlens/datasets");
  const parts = join(place, "parts");
  const train = { normal: 40, anomalous: 12 };
  const { samples } = await synthesize(parts, {
    seed: 1,
    size: 256,
    train,
    validation: { normal: 10, anomalous: 4 },
    test: { normal: 2, anomalous: 1 },
  });
  const seen = new Map<string, number>();
  for (const { category, split, defectTypes, image } of samples) {
    if (category !== "plate") continue;
    const type = defectTypes[0] ?? "good";
    const copy = (target: string) => cpSync(join(parts, image), join(place, `${target}.png`));
    const at = seen.get(`${split === "test"} ${type}`) ?? 0;
    seen.set(`${split === "test"} ${type}`, at + 1);
    const number = String(at).padStart(3, "0");
    if (split === "test") {
      copy(`new-photos/${type}-${number}`);
      continue;
    }
    copy(`photos-types/${type}/${number}`);
    if (type === "good") copy(`photos-good/${number}`);
    if (type === "good" || (/scratch|missing/.test(type) && at < 8))
      copy(`photos-few/${type}/${number}`);
  }
  rmSync(parts, { recursive: true });
}

/**
 * The folder of a cache like that of the Hugging Face Hub, in which the weights of `FLAWLENS_WEIGHTS` lie, so that
 * commands find them without a network; none where the variable is not set.
 */
export function offlineHub(): Record<string, string> {
  const weights = process.env.FLAWLENS_WEIGHTS;
  if (!weights) return {};
  const repository = join(cache, "hub/models--timm--tf_efficientnet_lite0.in1k");
  const commit = "0".repeat(40);
  if (!existsSync(repository)) {
    mkdirSync(join(repository, "refs"), { recursive: true });
    mkdirSync(join(repository, "snapshots", commit), { recursive: true });
    writeFileSync(join(repository, "refs/main"), commit);
    symlinkSync(
      join(weights, "efficientnet-lite0/model.safetensors"),
      join(repository, "snapshots", commit, "model.safetensors"),
    );
  }
  return { HF_HUB_CACHE: join(cache, "hub"), HF_HUB_OFFLINE: "1" };
}
