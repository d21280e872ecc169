import { isAbsolute, relative, resolve, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Manifest } from "@flawlens/datasets";
import type { Method, MethodPreset } from "@flawlens/detector";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { loadCheckpoint } from "@flawlens/training";
import { chooseMethod } from "../data/chooseMethod.ts";
import type { MethodChoice } from "../data/chooseMethod.ts";
import { proportionalSize } from "../data/proportionalSize.ts";
import { readDataset } from "../data/readDataset.ts";
import { hasRunData, reopenRunData, sidesFor } from "../data/openRunData.ts";
import { loadMethod } from "../methods/loadMethod.ts";
import { configuredCategory, presetNamed, runConfig } from "../methods/runConfig.ts";
import type { RunConfig } from "../methods/runConfig.ts";
import { hasCheckpoint } from "../run/runFolder.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { readRun } from "./readRun.ts";
import type { Run } from "./run.ts";
import { runIdentity } from "./runIdentity.ts";
import { startingCheckpoint } from "./startingCheckpoint.ts";
import type { TrainOptions } from "./trainOptions.ts";

/**
 * A new run: its data set, the method that was named or that the data decide, its configuration, and the sides of
 * its data. Nothing is written.
 *
 * @throws {UsageError} If a name, a key or a value is wrong.
 * @throws {Error} If the data set cannot be read or trained on; the message says what to do about it.
 */
export async function newRun(
  terminal: Terminal,
  options: TrainOptions,
  signal: AbortSignal,
): Promise<Run> {
  const { dataset, normal, masks, allowOutside, seed = 1, out } = options;
  if (dataset === undefined)
    throw new UsageError("expected --data, a folder or a list of images, got none");
  if (isInside(dataset, out))
    throw new UsageError(
      `expected --out outside of the data set, got ${out}, which is inside ${dataset}; choose another --out`,
    );
  const from = await wholeStart(options);
  const category = await configuredCategory(options);
  let manifest: Promise<Manifest> | undefined;
  const read = () => (manifest ??= readDataset(dataset, { normal, masks, allowOutside, category }));
  const named = options.method === undefined ? null : await loadMethod(options.method);
  const dataDecide = named === null || (named.method.presetFor && options.config === undefined);
  const seen = dataDecide ? await read() : null;
  const choice = seen && named === null ? chooseMethod(seen, options.budget) : null;
  const loaded = named ?? (await loadMethod((choice as MethodChoice).name));
  const { method } = loaded;
  if (choice)
    terminal.tell(`method ${method.title}, because ${choice.reason} (--method chooses another)`);
  const preset = options.config ?? presetOf(method, choice, seen);
  const settings = await withSize(presetNamed(method, preset), options.settings ?? [], read);
  const config = await runConfig(method, { ...options, config: preset, settings });
  if (config.preset)
    terminal.tell(`configuration ${config.preset}: ${method.presets![config.preset].description}`);
  if (choice && options.config === undefined) tellBudget(terminal, choice, options.budget);
  const data = sidesFor(method, await read(), { config: config.data, seed });
  const engine = await useEngine();
  return { terminal, options: { ...options, from }, loaded, config, seed, data, engine, signal };
}

/** The preset that the data decide; undefined for the method's first. */
function presetOf(
  method: Method,
  choice: MethodChoice | null,
  seen: Manifest | null,
): string | undefined {
  return choice?.preset ?? (seen ? method.presetFor?.(seen) : undefined);
}

/** Settings with the size of the images before them, where the preset wants their proportions and nobody sets a size. */
async function withSize(
  preset: MethodPreset | undefined,
  settings: readonly string[],
  read: () => Promise<Manifest>,
): Promise<readonly string[]> {
  const isSet = settings.some((setting) => setting.startsWith("inputSize="));
  if (preset?.side === undefined || isSet) return settings;
  const size = await proportionalSize(await read(), preset.side);
  return [`inputSize=${JSON.stringify(size)}`, ...settings];
}

/** Says what the other budget would have given, or that there is none to choose. */
function tellBudget(
  terminal: Terminal,
  { otherwise }: MethodChoice,
  budget: TrainOptions["budget"],
): void {
  if (otherwise !== undefined) terminal.tell(otherwise);
  else if (budget !== undefined)
    terminal.note(
      `--budget ${budget} changes nothing here: it chooses among methods for normal images alone`,
    );
}

/** A folder of results inside the data would be taken for one of its classes. */
function isInside(folder: string, path: string): boolean {
  const below = relative(resolve(folder), resolve(path));
  return !(below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below));
}

/** The checkpoint that a new run starts from, known to be whole before anything of an old run is removed. */
async function wholeStart({ from, out }: TrainOptions): Promise<string | undefined> {
  const file = startOf(from);
  if (file === undefined) return undefined;
  if (isInside(out, file))
    throw new UsageError(
      `--from: expected a run outside of --out, got ${from}, which a new run in ${out} removes; choose another --out`,
    );
  await loadCheckpoint(file);
  return file;
}

/** The whole path of what `--from` means, so that the run finds it again from another folder. */
function startOf(from: string | undefined): string | undefined {
  return from === undefined ? undefined : resolve(startingCheckpoint(from));
}

/**
 * A run as it began: its method, seed, sides of the data and what it started from are kept with it, and of its
 * configuration only what does not change the numbers may be another.
 *
 * @throws {UsageError} If something is named that the run did not begin with.
 */
export async function resumedRun(
  terminal: Terminal,
  options: TrainOptions,
  signal: AbortSignal,
): Promise<Run> {
  const { out } = options;
  const kept = await readRun(out);
  const loaded = await loadMethod(options.method ?? kept.method);
  const { method } = loaded;
  if (method.name !== kept.name)
    throw new UsageError(
      `--resume: expected --method ${kept.name}, with which the run in ${out} began, got ${method.name}`,
    );
  const { seed } = kept;
  if (options.seed !== undefined && options.seed !== seed)
    throw new UsageError(
      `--resume: expected --seed ${seed}, with which the run in ${out} began, got ${options.seed}`,
    );
  const began = await runConfig(method, { kept: kept.config });
  const config = await runConfig(method, { ...options, kept: kept.config });
  const differing = keysOf(runIdentity(method, began), runIdentity(method, config));
  if (differing.length > 0)
    throw new UsageError(
      `--resume: expected the configuration with which the run in ${out} began, got another ${differing.join(", ")}; ` +
        `begin again with --overwrite, or choose another --out`,
    );
  const data =
    hasRunData(out) || hasCheckpoint(out)
      ? await reopenRunData(options.dataset, out, { ...options, category: config.data.category })
      : sidesFor(method, await datasetAgain(options, config), { config: config.data, seed });
  const { refit = kept.refit, weights = kept.weights, textures = kept.textures } = options;
  const from = startOf(options.from) ?? kept.from;
  const whole = { ...options, refit, from, weights, textures };
  const engine = await useEngine();
  return { terminal, options: whole, loaded, config, seed, data, engine, signal };
}

/** The data set of a run that was stopped before it had kept its sides, which are then the same by its seed. */
function datasetAgain(
  { dataset, out, normal, masks, allowOutside }: TrainOptions,
  { data: { category } }: RunConfig,
): Promise<Manifest> {
  if (dataset === undefined)
    throw new UsageError(
      `--resume: expected --data, as the run in ${out} was stopped before it had kept its data, got none`,
    );
  return readDataset(dataset, { normal, masks, allowOutside, category });
}

/** The outermost keys whose values differ. */
function keysOf(a: Record<string, unknown>, b: Record<string, unknown>): string[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.filter((key) => !isDeepStrictEqual(a[key], b[key]));
}
