import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Method } from "@flawlens/detector";
import { didYouMean } from "../config/didYouMean.ts";
import { UsageError } from "../terminal/usageError.ts";

/** A method, and the package that its numbers depend on. */
export interface LoadedMethod {
  method: Method;
  /** What `--method` takes to load it again, also from another folder: a name, or the whole path of a file. */
  from: string;
  /** npm packages whose versions are worth keeping with a run. */
  packages: readonly string[];
}

const builtIn: Record<string, () => Promise<LoadedMethod>> = {
  async patchcore() {
    const { patchcoreMethod } = await import("@flawlens/patchcore");
    return loaded(patchcoreMethod, "@flawlens/patchcore");
  },
  async padim() {
    const { padimMethod } = await import("@flawlens/patchcore");
    return loaded(padimMethod, "@flawlens/patchcore");
  },
  async mhpatchcore() {
    const { mhpatchcoreMethod } = await import("@flawlens/patchcore");
    return loaded(mhpatchcoreMethod, "@flawlens/patchcore");
  },
  async softpatch() {
    const { softpatchMethod } = await import("@flawlens/patchcore");
    return loaded(softpatchMethod, "@flawlens/patchcore");
  },
  async cflow() {
    const { cflowMethod } = await import("@flawlens/baselines");
    return loaded(cflowMethod, "@flawlens/baselines");
  },
  async loe() {
    const { loeMethod } = await import("@flawlens/baselines");
    return loaded(loeMethod, "@flawlens/baselines");
  },
  async uniad() {
    const { uniadMethod } = await import("@flawlens/baselines");
    return loaded(uniadMethod, "@flawlens/baselines");
  },
  async simplenet() {
    const { simplenetMethod } = await import("@flawlens/baselines");
    return loaded(simplenetMethod, "@flawlens/baselines");
  },
  async supersimplenet() {
    const { supersimplenetMethod } = await import("@flawlens/baselines");
    return loaded(supersimplenetMethod, "@flawlens/baselines");
  },
  async adl() {
    const { adlMethod } = await import("@flawlens/adl");
    return loaded(adlMethod, "@flawlens/adl");
  },
  async fcdd() {
    const { fcddMethod } = await import("@flawlens/fcdd");
    return loaded(fcddMethod, "@flawlens/fcdd");
  },
  async rd() {
    const { rdMethod } = await import("@flawlens/baselines");
    return loaded(rdMethod, "@flawlens/baselines");
  },
  async draem() {
    const { draemMethod } = await import("@flawlens/baselines");
    return loaded(draemMethod, "@flawlens/baselines");
  },
  async destseg() {
    const { destsegMethod } = await import("@flawlens/baselines");
    return loaded(destsegMethod, "@flawlens/baselines");
  },
};

/** The names of the methods that come with the command. */
export const builtInMethods: readonly string[] = Object.keys(builtIn);

/**
 * A method by its name; or one of the user's own: a file (TypeScript or JavaScript), or an npm package installed where
 * the command runs, whose default export is a `Method` of `@flawlens/detector`.
 *
 * @throws {UsageError} If there is no such method, or what was found is none.
 *
 * @example
 * const { method } = await loadMethod("./meanDistance.ts");
 */
export async function loadMethod(nameOrFile: string): Promise<LoadedMethod> {
  if (Object.hasOwn(builtIn, nameOrFile)) return builtIn[nameOrFile]();
  const { module, from } = await importOwn(nameOrFile);
  const found = exportOf(module);
  const problem = problemOf(found);
  if (problem)
    throw new UsageError(
      `--method: expected a Method of @flawlens/detector as the default export of ${nameOrFile}, got ${problem}`,
    );
  return { method: found as Method, from, packages: [] };
}

// A method is stored by the type of its own configuration; the command only hands through what its schema gave.
function loaded<Config>(method: Method<Config>, name: string): LoadedMethod {
  return { method: method as unknown as Method, from: method.name, packages: [name] };
}

/** TypeScript in a project of CommonJS comes with its exports inside of the default one. */
function exportOf({ default: whole }: Record<string, unknown>): unknown {
  const inner = (whole as { default?: unknown } | null | undefined)?.default;
  return inner ?? whole;
}

/** A module of the user's own, and where it was found. */
interface OwnModule {
  module: Record<string, unknown>;
  from: string;
}

async function importOwn(nameOrFile: string): Promise<OwnModule> {
  const file = resolve(nameOrFile);
  if (existsSync(file)) return { module: await importFile(file), from: file };
  const looksLikeFile = /^[./\\]|\.[cm]?[jt]sx?$/.test(nameOrFile);
  const found = looksLikeFile ? null : resolvePackage(nameOrFile);
  if (found) return { module: await import(pathToFileURL(found).href), from: nameOrFile };
  throw new UsageError(
    `--method: expected one of ${builtInMethods.join(", ")}, a file or an installed package, got ${nameOrFile}` +
      (looksLikeFile ? ", which is not there" : "") +
      didYouMean(nameOrFile, builtInMethods),
  );
}

/** @throws {UsageError} If a package that it imports is not installed where it lies. */
async function importFile(file: string): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(file);
  try {
    if (!/\.[cm]?tsx?$/.test(file)) return (await import(href)) as Record<string, unknown>;
    const { tsImport } = await import("tsx/esm/api"); // Node 20 reads no TypeScript by itself
    return (await tsImport(href, import.meta.url)) as Record<string, unknown>;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new UsageError(
      `--method: expected what ${file} imports to be installed where it lies, got "${message.split("\n")[0]}"; ` +
        `install @flawlens/cli and those packages in its project: npm install @flawlens/cli ...`,
      { cause },
    );
  }
}

function resolvePackage(name: string): string | null {
  try {
    return createRequire(join(process.cwd(), "package.json")).resolve(name);
  } catch {
    return null;
  }
}

/** What a would-be method lacks; null if nothing. */
function problemOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  const { name, title, config, needs, create } = value as Partial<Record<keyof Method, unknown>>;
  if (typeof name !== "string" || name === "") return "an object without a name";
  if (typeof title !== "string") return `${name} without a title`;
  if (typeof config !== "object" || config === null || !("safeParse" in config && "_zod" in config))
    return `${name} without a config, a schema of zod 4`;
  const { anomalies } = (needs ?? {}) as Partial<Method["needs"]>;
  if (!["none", "few", "each type"].includes(anomalies ?? ""))
    return `${name} without needs.anomalies ("none", "few" or "each type")`;
  if (typeof create !== "function") return `${name} without a function create`;
  return null;
}
