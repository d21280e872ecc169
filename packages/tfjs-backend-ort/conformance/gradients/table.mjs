// Writes README.md: every case, on the engine, on TensorFlow.js's cpu backend with the gradients of
// @flawlens/ops, and with TensorFlow.js's alone. Build the packages first.
//   node conformance/gradients/table.mjs
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "./cases.mjs";
import { exceptions } from "./exceptions.mjs";

const engines = ["ort", "cpu", "tensorflow.js"];
const results = engines.map((engine) => {
  const script = join(import.meta.dirname, "run.mjs");
  const { stdout, stderr } = spawnSync(process.execPath, [script, engine], { encoding: "utf8", maxBuffer: 2 ** 28 }); // prettier-ignore
  try {
    return JSON.parse(stdout.slice(stdout.lastIndexOf('["')));
  } catch {
    console.error(`table: ${engine} ended early:\n${stderr}`);
    process.exit(1);
  }
});
const kind = (result) => result.split(":")[0];
const count = (list, wanted) => list.filter((result) => kind(result) === wanted).length;
const cell = (text) => text.replaceAll("|", "\\|");
const markdown = `# Gradients

${cases.length} gradients, each compared with PyTorch 2.13 in float64 (\`pytorch.py\`, whose numbers are kept in \`pytorch.json\`). \`cases.mjs\` says what each is in both. Written by \`table.mjs\`.

| engine | right | throws | wrong |
| --- | --- | --- | --- |
${engines.map((engine, i) => `| ${["`ort`", "`cpu` with `@flawlens/ops`", "`cpu`, TensorFlow.js alone"][i]} | ${["right", "throws", "wrong"].map((wanted) => count(results[i], wanted)).join(" | ")} |`).join("\n")}

Not right on \`ort\`, and why:

${Object.entries(exceptions).map(([name, reason]) => `- ${name}: ${reason}.`).join("\n")}

| case | \`ort\` | \`cpu\` | TensorFlow.js alone |
| --- | --- | --- | --- |
${cases.map(({ name }, i) => `| ${cell(name)} | ${results.map((list) => kind(list[i])).join(" | ")} |`).join("\n")}
`; // prettier-ignore
writeFileSync(join(import.meta.dirname, "README.md"), markdown);
for (const [i, engine] of engines.entries())
  console.log(`${engine}: ${["right", "throws", "wrong"].map((wanted) => `${count(results[i], wanted)} ${wanted}`).join(", ")}`); // prettier-ignore
for (const [i, { name }] of cases.entries())
  if (kind(results[0][i]) !== "right") console.log(`ort, ${name}: ${results[0][i]}`);
for (const [i, { name }] of cases.entries())
  if (kind(results[1][i]) !== "right") console.log(`cpu, ${name}: ${results[1][i]}`);
