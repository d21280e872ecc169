import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes a folder in which every package of the repository, and everything that one of them installs, can be imported by
 * its name, as in a project of a user. A folder of a project in which packages are installed takes its place where
 * published ones are to be tried.
 */
export function linkPackages(root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@flawlens"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "private": true }\n');
  const names = readdirSync(join(root, "packages"));
  for (const name of names) link(join(root, "packages", name), join(modules, "@flawlens", name));
  for (const from of [root, ...names.map((name) => join(root, "packages", name))])
    for (const name of installed(join(from, "node_modules"))) {
      const place = join(modules, name);
      if (name.startsWith("@flawlens/") || existsSync(place)) continue;
      mkdirSync(join(place, ".."), { recursive: true });
      link(join(from, "node_modules", name), place);
    }
}

function installed(modules: string): string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      name.startsWith("@")
        ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`)
        : name,
    );
}

function link(target: string, place: string): void {
  symlinkSync(target, place, "junction"); // a kind of Windows' that needs no rights
}
