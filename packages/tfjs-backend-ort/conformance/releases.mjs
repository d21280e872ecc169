// The engine on other releases of onnxruntime-node: installs each in a folder of its own, without the libraries for
// GPUs, and runs TensorFlow.js's own tests and a training there, by the private binding and by the public API.
//   node conformance/releases.mjs [version]...
// Without a version: the oldest and the newest that npm has of those that the peer range takes. Fails if one fails,
// or if npm has a release above the range, which is then to be widened. Needs the npm registry.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleSpecs } from "./bundle.mjs";
import { exceptions } from "./exceptions.mjs";

const { peerDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../package.json"), "utf8"),
);

const [, lowest, end] = /^>=1\.(\d+)\.0 <1\.(\d+)\.0$/.exec(peerDependencies["onnxruntime-node"]);
const released = JSON.parse(
  execFileSync("npm", ["view", "onnxruntime-node", "versions", "--json"], { encoding: "utf8" }),
).filter((version) => /^1\.\d+\.\d+$/.test(version));
const minorOf = (version) => Number(version.split(".")[1]);
const taken = released.filter((version) => minorOf(version) >= lowest && minorOf(version) < end);
const above = released.filter((version) => minorOf(version) >= end);
const versions = process.argv.length > 2 ? process.argv.slice(2) : [taken[0], taken.at(-1)];

const folder = mkdtempSync(join(tmpdir(), "flawlens-releases-"));
const rows = {};
let failed = above.length > 0;
try {
  const specs = join(folder, "specs.mjs");
  await bundleSpecs("ort", specs);
  const program = join(folder, "program.cjs");
  await build({
    entryPoints: [join(import.meta.dirname, "../test/trainingProgram.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    conditions: ["@flawlens/source"],
    outfile: program,
    logLevel: "error",
  });
  for (const version of versions) {
    const place = join(folder, version);
    mkdirSync(place);
    writeFileSync(join(place, "package.json"), "{}");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", `onnxruntime-node@${version}`], {
      cwd: place,
      stdio: "inherit",
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
    });
    for (const file of [specs, program]) cpSync(file, join(place, file.slice(folder.length + 1)));
    const chosen = train(place, "").binding;
    for (const binding of ["private", "public"])
      rows[`${version}, ${binding}`] = {
        "chosen by itself": chosen === binding ? "yes" : "",
        training:
          train(place, binding)
            .losses?.map((loss) => loss.toFixed(4))
            .join(" ") ?? "fails",
        ...test(place, binding),
      };
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.table(rows);
for (const version of above) console.error(`npm has onnxruntime-node ${version}, above the peer range`); // prettier-ignore
process.exit(failed ? 1 : 0);

/** What the training program finds in a folder; empty if it fails. */
function train(place, binding) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(place, "program.cjs")], {
    encoding: "utf8",
    env: { ...process.env, FLAWLENS_BINDING: binding },
  });
  if (status === 0) return JSON.parse(stdout).found;
  failed = true;
  console.error(stderr);
  return {};
}

/** TensorFlow.js's own tests in a folder. */
function test(place, binding) {
  const result = join(place, "result.json");
  rmSync(result, { force: true });
  const runner = join(import.meta.dirname, "runSpecs.mjs");
  const args = [runner, join(place, "specs.mjs"), result];
  const { stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, FLAWLENS_BINDING: binding },
  });
  try {
    const { passed, failures } = JSON.parse(readFileSync(result, "utf8"));
    const wrong = failures.filter(({ name }) => !(name in exceptions));
    for (const { name, messages } of wrong) console.error(`${name}\n${messages.join("\n")}`);
    failed ||= wrong.length > 0 || passed === 0;
    return { passed, "failed as listed": failures.length - wrong.length, "failed else": wrong.length }; // prettier-ignore
  } catch {
    failed = true;
    console.error(stderr);
    return { passed: 0, "failed else": "all: the tests ended early" };
  }
}
