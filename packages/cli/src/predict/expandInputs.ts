import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { createInterface } from "node:readline";
import { isImageName } from "@flawlens/datasets";
import { glob, isDynamicPattern } from "tinyglobby";
import { UsageError } from "../terminal/usageError.ts";
import { isFolder } from "./_isFolder.ts";
import type { ImageInput } from "./imageInput.ts";
import { inputName, nameInFolder } from "./inputName.ts";

/** How many files were found and not taken. */
interface PassedOver {
  /** Files and folders whose name begins with a dot. */
  hidden: number;
  /** Files whose name does not end like an image's. */
  notImages: number;
  /** Images that were there before, by another path or by a link. */
  repeated: number;
  /** Images and whole folders that lie in the folders to leave alone. */
  excepted: number;
}

/** Images, found while they are asked for: iterate once. */
export interface Inputs extends AsyncIterable<ImageInput> {
  /** Counted so far. */
  readonly passedOver: Readonly<PassedOver>;
}

export interface ExpandOptions {
  /** The stream from which a list is read for the argument `-`. */
  stdin: NodeJS.ReadableStream;
  /** Folders that are left alone, such as the one that overlays go to. */
  except?: readonly string[];
  /** The folder where relative paths start; by default the current folder. */
  cwd?: string;
  /** Ends it, also while a list is waited for. */
  signal?: AbortSignal;
}

/** What the steps of one expansion share. */
interface Expansion {
  cwd: string;
  passedOver: PassedOver;
  /** Real paths of the images that were given, of the folders that were walked, and of those left alone. */
  images: Set<string>;
  folders: Set<string>;
  excepted: readonly string[];
  signal?: AbortSignal;
}

/**
 * The images that arguments stand for, each once: a file, whatever it is called; a folder with all
 * that is below it, in the order of names; a quoted pattern (`'line*\/**\/*.png'`), in the order of
 * paths; `-` for a list on standard input, a path a line. In folders and patterns, hidden files and
 * those that are no images by their name are passed over and counted. What a list names is given
 * as it is, so that one missing file does not end a long run: reading it will fail.
 *
 * Memory: a path an image, to give each once.
 *
 * @throws {UsageError} While it is iterated: before the first image if an argument is neither there
 *   nor a pattern, after the last if there was none.
 *
 * @example
 * const inputs = expandInputs(["photos", "-"], { stdin: process.stdin });
 * for await (const { path, name } of inputs) ...
 */
export function expandInputs(
  args: readonly string[],
  { stdin, except = [], cwd = process.cwd(), signal }: ExpandOptions,
): Inputs {
  const passedOver = { hidden: 0, notImages: 0, repeated: 0, excepted: 0 };
  return {
    passedOver,
    async *[Symbol.asyncIterator]() {
      const excepted = await Promise.all(except.map((folder) => realOf(resolve(cwd, folder))));
      const [images, folders] = [new Set<string>(), new Set<string>()];
      const expansion = { cwd, passedOver, images, folders, excepted, signal };
      await checkThere(args, cwd);
      for (const arg of new Set(args)) {
        if (arg === "-") yield* listed(stdin, expansion);
        else if (await exists(resolve(cwd, arg))) yield* fileOrFolder(arg, expansion);
        else yield* matching(arg, expansion);
      }
      signal?.throwIfAborted();
      if (images.size === 0)
        throw new UsageError(
          `expected images, got none in ${args.join(" ")} (${inWords(passedOver, except)})`,
        );
    },
  };
}

function inWords({ notImages, hidden, excepted }: PassedOver, except: readonly string[]): string {
  const left = excepted > 0 ? [`${excepted} in ${except.join(", ")}, which is written to`] : [];
  return [`${notImages} other files`, `${hidden} hidden`, ...left].join(", ");
}

async function checkThere(args: readonly string[], cwd: string): Promise<void> {
  for (const arg of args)
    if (arg !== "-" && !isDynamicPattern(arg) && !(await exists(resolve(cwd, arg))))
      throw new UsageError(
        `expected an image, a folder or a quoted pattern such as 'photos/*.png', got ${arg}, which is not there`,
      );
}

async function* listed(
  stdin: NodeJS.ReadableStream,
  expansion: Expansion,
): AsyncGenerator<ImageInput> {
  const { signal } = expansion;
  for await (const line of createInterface({ input: stdin, crlfDelay: Infinity, signal }))
    if (line.trim() !== "") yield* fileOrFolder(line, expansion);
}

async function* fileOrFolder(path: string, expansion: Expansion): AsyncGenerator<ImageInput> {
  if (await isFolder(resolve(expansion.cwd, path))) yield* walk(path, "", expansion);
  else yield* once(path, inputName(path, expansion.cwd), expansion);
}

async function* walk(
  root: string,
  inside: string,
  expansion: Expansion,
): AsyncGenerator<ImageInput> {
  const { cwd, passedOver, folders } = expansion;
  const folder = resolve(cwd, root, inside);
  const real = await realOf(folder);
  if (isExcepted(real, expansion)) return void passedOver.excepted++;
  if (folders.has(real)) return; // also a link back to a folder it lies in
  folders.add(real);
  for (const name of (await readdir(folder)).toSorted()) {
    const at = join(inside, name);
    if (name.startsWith(".")) passedOver.hidden++;
    else if (await isFolder(join(folder, name))) yield* walk(root, at, expansion);
    else if (!isImageName(name)) passedOver.notImages++;
    else yield* once(join(root, at), nameInFolder(resolve(cwd, root), at), expansion);
  }
}

async function* matching(pattern: string, expansion: Expansion): AsyncGenerator<ImageInput> {
  const { cwd, passedOver } = expansion;
  const found = await glob(pattern, { cwd, absolute: true, expandDirectories: false });
  for (const absolute of found.toSorted()) {
    const path = isAbsolute(pattern) ? absolute : relative(cwd, absolute);
    if (!isImageName(absolute)) passedOver.notImages++;
    else yield* once(path, inputName(path, cwd), expansion);
  }
}

async function* once(path: string, name: string, expansion: Expansion): AsyncGenerator<ImageInput> {
  const { cwd, images, passedOver, signal } = expansion;
  signal?.throwIfAborted();
  const real = await realOf(resolve(cwd, path));
  if (isExcepted(real, expansion)) return void passedOver.excepted++;
  if (images.has(real)) {
    passedOver.repeated++;
    return;
  }
  images.add(real);
  yield { path, name };
}

function isExcepted(real: string, { excepted }: Expansion): boolean {
  return excepted.some((folder) => join(real, sep).startsWith(join(folder, sep)));
}

/** The path without links; as it is where there is nothing. */
function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
