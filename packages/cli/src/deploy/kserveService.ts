import { resources } from "./pod.ts";
import type { Resources } from "./pod.ts";
import type { YamlValue } from "./toYaml.ts";

/** A detector on KServe. */
export interface KserveOptions extends Resources {
  name: string;
  /** Where the model's folder is, such as `pvc://claim/models/NAME` or `s3://bucket/NAME`. */
  storage: string;
}

/** An InferenceService of KServe that runs the exported file on its Triton runtime, by the protocol version 2. */
export function kserveService({ name, storage, ...needs }: KserveOptions): YamlValue {
  return {
    apiVersion: "serving.kserve.io/v1beta1",
    kind: "InferenceService",
    metadata: { name },
    spec: {
      predictor: {
        model: {
          modelFormat: { name: "onnx" },
          runtime: "kserve-tritonserver",
          protocolVersion: "v2",
          storageUri: storage,
          resources: resources(needs),
        },
      },
    },
  };
}
