// The project's own release path in a copy of the last commit: versions and changelogs by changesets, then publishing.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cloneTo, link } from "../cloneTo.mjs";

/**
 * Raises versions and publishes all packages to a registry.
 *
 * @returns The published packages: name, version, and their `package.json`.
 */
export function publishAll(root, folder, { url, token }) {
  cloneTo(root, folder);
  const names = readdirSync(join(folder, "packages"));
  for (const name of names) {
    const own = join(folder, "packages", name);
    cpSync(join(root, "packages", name, "dist"), join(own, "dist"), { recursive: true });
    // pnpm takes the versions of `workspace:` from here.
    mkdirSync(join(own, "node_modules/@flawlens"), { recursive: true });
    for (const other of names)
      link(join(folder, "packages", other), join(own, "node_modules/@flawlens", other));
  }
  const { host } = new URL(url);
  writeFileSync(join(folder, ".npmrc"), `registry=${url}\n//${host}/:_authToken=${token}\n`);
  const bin = join(root, "node_modules/.bin");
  const env = {
    ...process.env,
    npm_config_registry: url,
    [`npm_config_//${host}/:_authToken`]: token,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
  };
  const changeset = (...args) =>
    execFileSync(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), ...args], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  changeset("version");
  changeset("publish", "--no-git-tag");
  return names.map((name) =>
    JSON.parse(readFileSync(join(folder, "packages", name, "package.json"), "utf8")),
  );
}
