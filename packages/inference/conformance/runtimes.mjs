// Compares a detector in Node with Python's onnxruntime and OpenVINO: scores to 1e-5, and equal regions.
// PYTHON=python3 node --conditions=@flawlens/source --import tsx packages/inference/conformance/runtimes.mjs [detector.onnx]
// needs: pip install onnxruntime openvino numpy
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDetector, toPrediction } from "../src/node/index.ts";
import { convDetector } from "../test/convDetector.ts";
import { picture } from "../test/pictures.ts";

const python = `
import sys, numpy as np
folder, height, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
images = np.fromfile(folder + "/images", np.uint8).reshape(-1, height, width, 3)
def write(name, scores, maps):
    np.asarray(scores, np.float32).tofile(f"{folder}/{name}.scores")
    np.asarray(maps, np.float32).tofile(f"{folder}/{name}.maps")
    print(name, *np.shape(maps)[2:])
import onnxruntime as ort
session = ort.InferenceSession(folder + "/detector.onnx", providers=["CPUExecutionProvider"])
write("onnxruntime", *session.run(["scores", "maps"], {"images": images}))
import openvino as ov
core = ov.Core()
compiled = core.compile_model(core.read_model(folder + "/detector.onnx"), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
result = compiled({"images": images})
write("openvino", result["scores"], result["maps"])
`;

const folder = mkdtempSync(join(tmpdir(), "flawlens-runtimes-"));
let failed = false;
try {
  const file = process.argv[2];
  const bytes = file === undefined ? await convDetector() : readFileSync(file);
  const detector = await loadDetector(bytes);
  const { input, types } = detector.metadata;
  const { height, width } = input;
  const images = [1, 2, 3].map((seed) => picture(height, width, seed));
  writeFileSync(join(folder, "detector.onnx"), bytes);
  writeFileSync(join(folder, "images"), Buffer.concat(images));
  const own = [];
  for await (const prediction of detector.predict(images.map((data) => ({ data, height, width }))))
    own.push(prediction);
  const told = execFileSync(
    process.env.PYTHON ?? "python3",
    ["-c", python, folder, String(height), String(width)],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  for (const line of told.trim().split("\n")) {
    const [name, ...size] = line.split(" ");
    const [rows, columns] = size.map(Number);
    const floats = (kind) =>
      new Float32Array(Uint8Array.from(readFileSync(join(folder, `${name}.${kind}`))).buffer);
    const [scores, maps] = [floats("scores"), floats("maps")];
    let apart = 0;
    let [regions, same] = [0, 0];
    for (const [i, prediction] of own.entries()) {
      const theirs = Array.from(scores.subarray(i * types.length, (i + 1) * types.length));
      for (const [k, type] of types.entries()) {
        const { score } = prediction.types[type];
        apart = Math.max(apart, Math.abs(theirs[k] - score) / Math.max(1, Math.abs(score)));
      }
      const cells = rows * columns;
      const theirMaps = types.map((_, k) => {
        const from = (i * types.length + k) * cells;
        return { data: maps.slice(from, from + cells), height: rows, width: columns };
      });
      const found = toPrediction(detector.metadata, { scores: theirs, maps: theirMaps }, input);
      const boxes = ({ regions }) => JSON.stringify(regions.map(({ type, box }) => [type, box]));
      regions += prediction.regions.length;
      if (boxes(found) === boxes(prediction)) same++;
    }
    console.log(
      `${name}: scores differ by ${apart.toExponential(1)} at most; ${same} of ${own.length} images have equal regions (${regions} in all)`,
    );
    failed ||= !(apart <= 1e-5) || same < own.length;
  }
  await detector.release();
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed ? 1 : 0;
