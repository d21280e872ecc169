// Writes what PyTorch says about the cases, for the test that compares it with the engine:
//   PYTHON=<a Python with torch> node conformance/gradients/write.mjs
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "./cases.mjs";

const given = cases.map(({ name, inputs, torch, second = false }) => ({
  name,
  inputs,
  torch,
  second,
}));
const { stdout, stderr, status } = spawnSync(
  process.env.PYTHON ?? "python3",
  [join(import.meta.dirname, "pytorch.py")],
  { input: JSON.stringify(given), encoding: "utf8", maxBuffer: 2 ** 28 },
);
if (stderr) console.error(stderr);
if (status !== 0) process.exit(1);
const found = JSON.parse(stdout);
// Rounded to 9 digits: float32 has 7.
const round = (list) => list.map((values) => values.map((value) => Number(value.toPrecision(9))));
const lines = cases.map(
  ({ name }, i) => `${JSON.stringify(name)}: ${JSON.stringify(found[i] && round(found[i]))}`,
);
writeFileSync(join(import.meta.dirname, "pytorch.json"), `{\n${lines.join(",\n")}\n}\n`);
console.log(`${found.filter(Boolean).length} of ${cases.length} cases`);
if (found.some((gradients) => gradients === null)) process.exit(1);
