// Installs the packed packages into empty folders, each way once with an empty cache of npm, and prints time, bytes
// fetched and bytes on the disk; then scores an image in each. Needs built packages and the npm registry.
// npx turbo run build --filter=@flawlens/inference && node --conditions=@flawlens/source --import tsx \
//   packages/inference/conformance/install.mjs
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"; // prettier-ignore
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packOurs } from "../../../scripts/packOurs.ts";
import { tinyFile } from "../test/tinyDetector.ts";

const packages = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "flawlens-install-"));
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

function bytesIn(path) {
  if (!statSync(path, { throwIfNoEntry: false })) return 0;
  const files = readdirSync(path, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

const program = `
import { loadDetector } from "@flawlens/inference";
const detector = await loadDetector("detector.onnx");
const { score } = await detector.predictImage({ data: new Uint8Array(192).fill(100), height: 8, width: 8 });
console.log("score", score);
`;

const packed = await packOurs(["inference"], folder);
const range = read(join(packages, "inference/package.json")).devDependencies["onnxruntime-node"];
const ways = [
  ["onnxruntime-node", {}],
  ["onnxruntime-node", { ONNXRUNTIME_NODE_INSTALL: "skip" }],
  ["onnxruntime-web", {}],
];
for (const [runtime, env] of ways) {
  const project = join(folder, `${runtime}${Object.keys(env)}`);
  const cache = join(project, "cache");
  mkdirSync(project);
  const manifest = { private: true, type: "module", dependencies: { ...packed.dependencies, [runtime]: range }, overrides: packed.overrides }; // prettier-ignore
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(project, "main.js"), program);
  writeFileSync(join(project, "detector.onnx"), await tinyFile());
  const options = { cwd: project, env: { ...process.env, ...env, npm_config_cache: cache }, encoding: "utf8" }; // prettier-ignore
  const start = performance.now();
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund"], { ...options, shell: process.platform === "win32" }); // prettier-ignore
  const seconds = (performance.now() - start) / 1000;
  const megabytes = (path) => `${Math.round(bytesIn(path) / 1e6)} MB`;
  const said = status === 0 ? spawnSync(process.execPath, ["main.js"], options).stdout : "failed";
  console.log(`${Object.entries(env).join()} ${runtime}: ${seconds.toFixed(0)} s, ${megabytes(cache)} fetched, ${megabytes(join(project, "node_modules"))} on the disk; ${said.trim()}`); // prettier-ignore
  rmSync(project, { recursive: true });
}
rmSync(folder, { recursive: true });
