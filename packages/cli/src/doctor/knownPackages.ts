import { installedVersion } from "../run/installedVersion.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** What is looked for, through which package of ours, and what it is for. */
const packages: { name: string; through?: string; purpose: string }[] = [
  { name: "onnxruntime-node", through: "@flawlens/inference", purpose: "native code" },
  { name: "onnxruntime-web", through: "@flawlens/inference", purpose: "WebAssembly" },
  { name: "sharp", through: "@flawlens/datasets", purpose: "decodes images" },
  { name: "@tensorflow/tfjs-core", purpose: "tensors and gradients" },
  { name: "@flawlens/tfjs-backend-ort", purpose: "TensorFlow.js on ONNX Runtime" },
  { name: "@flawlens/inference", purpose: "runs detectors" },
  { name: "@tensorflow/tfjs-node", purpose: "only for FLAWLENS_ENGINE=tensorflow" },
  {
    name: "@aws-sdk/client-s3",
    through: "@flawlens/datasets",
    purpose: "only for s3:// addresses",
  },
  { name: "bullmq", through: "@flawlens/shards", purpose: "only for queues" },
  { name: "ioredis", through: "@flawlens/shards", purpose: "only for queues on Redis" },
  { name: "pg", through: "@flawlens/shards", purpose: "only for queues on PostgreSQL" },
];

/** The versions of the packages that decide what works; `null` where one is not installed. */
export function knownPackages(): Diagnosis["packages"] {
  return packages.map(({ name, through, purpose }) => ({
    name,
    version: installedVersion(name, through),
    purpose,
  }));
}
