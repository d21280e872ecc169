// Packs every package and checks what is packed: the fields of its package.json (publint), and whether its types are
// found wherever it is imported as a module, by Node or a bundler (are the types wrong).
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { problemAffectsResolutionKind } from "@arethetypeswrong/core/problems";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { npm } from "./npm.mjs";

const root = join(import.meta.dirname, "..");
const names = readdirSync(join(root, "packages"));
const folder = mkdtempSync(join(tmpdir(), "flawlens-packages-"));
let problems = 0;
try {
  for (const [name, tarball] of packed()) {
    const found = [...(await fieldsOf(tarball)), ...(await typesOf(tarball))];
    for (const problem of found) console.error(`${name}: ${problem}`);
    problems += found.length;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (problems > 0) {
  console.error(`expected packages without a problem, got ${problems}`);
  process.exit(1);
}
console.log(`${names.length} packages without a problem`);

/** The bytes of each package as it would be published. */
function packed() {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  args.push(...names.map((name) => `./packages/${name}`));
  const output = execFileSync(...npm(...args), { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const files = JSON.parse(output.toString());
  if (files.length !== names.length)
    throw new Error(`expected ${names.length} tarballs, got ${files.length}`);
  return files.map(({ filename }, at) => [names[at], readFileSync(join(folder, filename))]);
}

async function fieldsOf(tarball) {
  const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength);
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: bytes } });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

async function typesOf(tarball) {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  if (!analysis.types) return ["expected types, got none"];
  const matters = (problem) =>
    ["node16-esm", "bundler"].some((kind) => problemAffectsResolutionKind(problem, kind, analysis));
  return analysis.problems.filter(matters).map((problem) => JSON.stringify(problem));
}
