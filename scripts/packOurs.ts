import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");
const pnpm = join(root, "node_modules/pnpm/bin/pnpm.cjs");

/** What a `package.json` needs so that npm installs packages of ours, and each other, from tarballs. */
export interface Packed {
  /** `file:` and the path of the tarball, by the package's name. */
  dependencies: Record<string, string>;
  overrides: Record<string, string>;
}

/**
 * Packs packages as they would be published, with all of ours that they depend on.
 *
 * @param names - Names of their folders in `packages`.
 * @param folder - Where the tarballs are written to.
 * @throws {Error} If one is not built.
 */
export async function packOurs(names: readonly string[], folder: string): Promise<Packed> {
  const dependencies: Record<string, string> = {};
  const wanted = names.reduce((found, name) => withDependencies(name, found), new Set<string>());
  for (const name of wanted) dependencies[`@flawlens/${name}`] = `file:${await pack(name, folder)}`;
  const overrides = Object.keys(dependencies).map((name) => [name, `$${name}`]);
  return { dependencies, overrides: Object.fromEntries(overrides) };
}

/** A package and all of ours that it depends on, by the names of their folders. */
function withDependencies(name: string, found: Set<string>): Set<string> {
  found.add(name);
  const file = join(root, "packages", name, "package.json");
  const { dependencies = {} } = JSON.parse(readFileSync(file, "utf8"));
  for (const other of Object.keys(dependencies)) {
    const own = /^@flawlens\/(.+)/.exec(other)?.[1];
    if (own !== undefined && !found.has(own)) withDependencies(own, found);
  }
  return found;
}

async function pack(name: string, folder: string): Promise<string> {
  const cwd = join(root, "packages", name);
  if (!existsSync(join(cwd, "dist")))
    throw new Error(`packOurs: expected ${name} to be built, got no dist; run npm test, or npm run build`); // prettier-ignore
  const args = [pnpm, "pack", "--json", "--pack-destination", folder];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  return JSON.parse(stdout.slice(stdout.indexOf("{"))).filename;
}
