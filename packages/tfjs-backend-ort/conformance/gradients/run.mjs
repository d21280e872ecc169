// Prints how the gradients of one engine compare with PyTorch's, as JSON: used by table.mjs.
//   node run.mjs ort | cpu | tensorflow.js (TensorFlow.js's cpu backend with its own gradients alone)
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [engine] = process.argv.slice(2);
const tf = await import("@tensorflow/tfjs-core");
await import("@tensorflow/tfjs-backend-cpu");
// The bundle of TensorFlow.js's own gradients, without those that ops adds to them.
if (engine === "tensorflow.js")
  await import(new URL("gradients.js", import.meta.resolve("@flawlens/ops")));
else if (engine === "cpu") await import("@flawlens/ops");
else await import("@flawlens/tfjs-backend-ort");
await tf.setBackend(engine === "ort" ? "ort" : "cpu");
const { cases } = await import("./cases.mjs");
const { compare } = await import("./compare.mjs");
const pytorch = JSON.parse(readFileSync(join(import.meta.dirname, "pytorch.json"), "utf8"));
const found = [];
for (const item of cases) found.push(await compare(item, pytorch[item.name]));
process.stdout.write(JSON.stringify(found), () => process.exit(0));
