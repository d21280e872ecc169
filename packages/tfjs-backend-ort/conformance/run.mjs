// TensorFlow.js's own tests against this package's backend and, to compare, against TensorFlow.js's:
//   node conformance/run.mjs [ort] [cpu] [wasm] [--only <part of the tests' names>] [--swiftshader]
// Without a name: all three. Fails if a test fails on "ort" that exceptions.mjs does not list, one of
// those passes, or none ran. FLAWLENS_PROVIDER=webgpu runs "ort" on a graphics card, --swiftshader on the
// driver of Debian's chromium that does without one.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { backends, bundleSpecs } from "./bundle.mjs";
import * as listed from "./exceptions.mjs";
import { swiftShader } from "./swiftShader.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, swiftshader: { type: "boolean" } },
});
const driver = values.swiftshader ? swiftShader() : {};
if (!driver) {
  console.error(
    "conformance: expected SwiftShader beside Chromium, got none; install Debian's chromium, or name it by CHROMIUM",
  );
  process.exit(2);
}
const env = {
  ...process.env,
  ...driver,
  ...(values.swiftshader && { FLAWLENS_PROVIDER: "webgpu" }),
};
const onWebGpu = env.FLAWLENS_PROVIDER?.startsWith("webgpu");
const exceptions = { ...listed.exceptions, ...(onWebGpu && listed.webGpuExceptions) };
const unknown = positionals.filter((name) => !backends.includes(name));
if (unknown.length) {
  console.error(`conformance: expected ${backends.join(", ")}, got ${unknown.join(", ")}`);
  process.exit(2);
}

const cache = join(import.meta.dirname, "../node_modules/.cache/conformance");
mkdirSync(cache, { recursive: true });
const rows = [];
for (const backend of positionals.length ? positionals : backends) rows.push(await test(backend));

console.table(
  Object.fromEntries(
    rows.map(({ backend, passed, failed, pending, seconds, processorSeconds }) => [
      backend,
      {
        passed,
        failed,
        "left out by TensorFlow.js": pending,
        seconds,
        "of processor time": processorSeconds,
      },
    ]),
  ),
);
const expected = rows.flatMap(({ backend, failures }) =>
  backend === "ort" ? failures.filter(({ name }) => name in exceptions) : [],
);
for (const { name } of expected) console.log(`\nlisted: ${name}\n  ${exceptions[name]}`);
const unlisted = rows.flatMap(({ backend, failures }) =>
  backend === "ort" ? failures.filter(({ name }) => !(name in exceptions)) : [],
);
for (const { name, messages } of unlisted) console.log(`\n${name}\n${messages.join("\n")}`);
// Only a whole run can tell that a listed test passes.
const whole = rows.some(({ backend }) => backend === "ort") && !values.only;
const stale = whole ? Object.keys(listed.exceptions).filter((name) => !expected.some((f) => f.name === name)) : []; // prettier-ignore
for (const name of stale)
  console.log(`\npasses, or is not there, and must leave the list: ${name}`);
const none = rows.some(({ passed }) => passed === 0);
process.exit(none || unlisted.length > 0 || stale.length > 0 ? 1 : 0);

async function test(backend) {
  const bundle = join(cache, `${backend}.mjs`);
  const result = join(cache, `${backend}.json`);
  await bundleSpecs(backend, bundle);
  rmSync(result, { force: true });
  const start = performance.now();
  const runner = join(import.meta.dirname, "runSpecs.mjs");
  const child = spawnSync(process.execPath, [runner, bundle, result, values.only ?? ""], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env,
  });
  const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
  try {
    return { backend, seconds, ...JSON.parse(readFileSync(result, "utf8")) };
  } catch {
    console.error(`conformance: the tests of "${backend}" ended early:\n${child.stderr}`);
    process.exit(1);
  }
}
