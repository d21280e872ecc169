import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** What is wrong with a published tarball: what is missing, what should not be there. */
export function tarballProblems(storage, { name, version }) {
  const file = join(storage, name, `${name.split("/")[1]}-${version}.tgz`);
  const files = execFileSync("tar", ["-tzf", file]).toString().trim().split("\n");
  const inside = new Set(files.map((path) => path.replace(/^package\//, "")));
  const missing = ["package.json", "LICENSE", "README.md", "CHANGELOG.md"].filter((path) => !inside.has(path)); // prettier-ignore
  const foreign = [...inside].filter((path) => /(\.test\.|\.bench\.|^test\/|^bench\/|\.tsbuildinfo$|(^|\/)\.)/.test(path)); // prettier-ignore
  const manifest = execFileSync("tar", ["-xzOf", file, "package/package.json"]).toString();
  return [
    ...missing.map((path) => `expected ${path} in the tarball, got none`),
    ...foreign.map((path) => `expected no tests in the tarball, got ${path}`),
    ...(manifest.includes('"workspace:') ? ["expected published ranges, got workspace:"] : []),
    ...(version.startsWith("0.0.") ? [`expected a version from 0.1.0, got ${version}`] : []),
  ];
}
