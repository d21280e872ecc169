import type { Check } from "./diagnosis.ts";

/** Runs a graph of two operators as detectors are run. */
export async function checkScoring(): Promise<Check> {
  const { findRuntime, installCommand } = await import("@flawlens/onnx/runtime");
  const runtime = await findRuntime();
  const { openSession } = await import("@flawlens/inference/node");
  const session = await openSession(await meanGraph(), { providers: runtime.providers });
  const { means } = await session.run(Uint8Array.of(10, 20, 60), [1, 1, 1, 3], ["means"]);
  await session.release();
  const [mean] = means.data as Float32Array;
  if (mean !== 30) throw new Error(`expected the mean of 10, 20 and 60 to be 30, got ${mean}`);
  const on = `detectors run on ${runtime.package} ${runtime.version}, provider ${runtime.providers[0]}`;
  const native = runtime.refused.find((one) => one.package === "onnxruntime-node");
  if (!native) return { name: "scoring", state: "ok", found: on };
  return {
    name: "scoring",
    state: "slow",
    found: `${on}, in about five times the time of onnxruntime-node, which ${native.reason}`,
    mend: installCommand(["onnxruntime-node"]),
  };
}

/** Bytes `[N, height, width, 3]` to the mean of each image. */
async function meanGraph(): Promise<Uint8Array> {
  const { encodeModel } = await import("@flawlens/onnx");
  const node = (type: string, from: string, to: string, attributes: Record<string, number | number[]>) => ({ type, domain: "", inputs: [from], outputs: [to], attributes }); // prettier-ignore
  return encodeModel({
    nodes: [
      node("Cast", "images", "floats", { to: 1 }), // float32
      node("ReduceMean", "floats", "means", { axes: [1, 2, 3], keepdims: 0 }),
    ],
    initializers: [],
    inputs: [{ name: "images", type: "uint8", dims: ["batch", "height", "width", 3] }],
    outputs: [{ name: "means", type: "float32", dims: ["batch"] }],
    opsets: { "": 17 },
  });
}
