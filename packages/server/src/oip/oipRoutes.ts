import { toPrediction } from "@flawlens/inference/core";
import { lookedAt } from "@flawlens/inference/images";
import { imageOutputs } from "@flawlens/inference/run";
import type { RawOutput } from "@flawlens/inference";
import { Hono } from "hono";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Limited } from "../http/limited.ts";
import type { ModelStore } from "../models/modelStore.ts";
import type { ServerMetrics } from "../metrics/serverMetrics.ts";
import type { ServedModel } from "../models/servedModel.ts";
import { inferResponse } from "./inferResponse.ts";
import { modelTensors } from "./modelTensors.ts";
import type { OutputSpec } from "./modelTensors.ts";
import { parseInferRequest } from "./parseInferRequest.ts";
import type { Tensor } from "./tensor.ts";

/** What the routes of the protocol need of the server. */
export interface OipContext {
  models: ModelStore;
  limited: Limited;
  metrics: Pick<ServerMetrics, "countVerdict">;
  /** The version of the server. */
  version: string;
  /** Whether the server takes work. */
  isReady(): boolean;
  /** Called with what went wrong where a model could not be loaded again. */
  onError(error: unknown): void;
}

/** Most numbers of an answer in JSON: each takes up to 20 characters. */
const mostJsonNumbers = 2 ** 22;

/**
 * The Open Inference Protocol, version 2, under `/v2`, with the extensions for binary tensors and, of the model
 * repository, `index` and `load`. Loading takes the file that the server was started with; no client names a file.
 */
export function oipRoutes({
  models,
  limited,
  metrics,
  version,
  isReady,
  onError,
}: OipContext): Hono {
  const app = new Hono();
  app.get("/", (c) =>
    c.json({
      name: "flawlens",
      version,
      extensions: ["binary_tensor_data", "model_repository"],
    }),
  );
  app.get("/health/live", (c) => c.json({ live: true }));
  app.get("/health/ready", (c) => c.json({ ready: isReady() }, isReady() ? 200 : 503));
  app.get("/models", (c) => c.json({ models: models.names }));

  for (const path of ["/models/:model", "/models/:model/versions/:version"]) {
    app.get(path, (c) => {
      const { name, served } = modelOf(c, models);
      const { inputs, outputs } = modelTensors(served.model.metadata);
      return c.json({
        name,
        versions: [served.model.version],
        platform: "onnxruntime_onnx",
        inputs,
        outputs: outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
      });
    });
    app.get(`${path}/ready`, (c) => {
      const { name } = modelOf(c, models);
      return c.json({ name, ready: isReady() }, isReady() ? 200 : 503);
    });
    app.post(
      `${path}/infer`,
      limited(async (c, body, { signal }) => {
        const { name } = modelOf(c, models);
        return models.use(name, async (served) => {
          const { metadata, version: modelVersion } = served.model;
          const header = c.req.header("inference-header-content-length");
          const request = parseInferRequest(metadata, body, header);
          const { id, images, count, outputs } = request;
          const parts = [...new Set(outputs.flatMap(({ spec }) => spec.parts))];
          const raw = await served.infer({ images, count, parts }, signal);
          const tensors = outputs.map(({ spec, binary }) => ({
            tensor: tensorOf(served, raw, spec, count),
            binary,
          }));
          checkSize(tensors);
          for (const { tensor } of tensors)
            if (tensor.datatype === "BYTES")
              for (const verdict of tensor.data) metrics.countVerdict(name, verdict as "normal");
          return inferResponse({ model: name, version: modelVersion, id, outputs: tensors });
        });
      }),
    );
  }

  app.post("/repository/index", (c) =>
    c.json(
      models.names.map((name) => {
        const version = models.get(name)?.model.version;
        return version === undefined
          ? { name, state: "LOADING" }
          : { name, version, state: "READY" };
      }),
    ),
  );
  app.post("/repository/models/:model/load", async (c) => {
    const { name } = modelOf(c, models);
    try {
      await models.load(name);
    } catch (error) {
      onError(error);
      throw new HTTPException(400, {
        message: `expected a detector that can be loaded as ${name}, got another file; the one before it is still served`,
      });
    }
    return c.json({});
  });
  return app;
}

function modelOf(c: Context, models: ModelStore): { name: string; served: ServedModel } {
  const name = c.req.param("model") ?? "";
  const version = c.req.param("version");
  const served = models.get(name);
  if (!served || (version !== undefined && version !== served.model.version))
    throw new HTTPException(404, { message: "expected a model that is served, got another one" });
  return { name, served };
}

function tensorOf(
  served: ServedModel,
  raw: RawOutput,
  { name, datatype, shape, parts }: OutputSpec,
  count: number,
): Tensor {
  if (datatype === "BYTES")
    return { name, datatype, shape: [count], data: verdictsOf(served, raw, count) };
  const full = [count, ...shape.slice(1)];
  if (name === "maps") full.splice(2, 2, ...raw.mapSize);
  const data = parts.includes("extras")
    ? raw.extras[name]
    : raw[name as "scores" | "maps" | "anomalyMaps"];
  return { name, datatype, shape: full, data };
}

function verdictsOf(
  { model: { metadata, lookAt } }: ServedModel,
  output: RawOutput,
  count: number,
): string[] {
  const { input } = metadata;
  const looked = lookAt && lookedAt(lookAt, input);
  return Array.from(
    { length: count },
    (_, i) => toPrediction(metadata, imageOutputs(metadata, output, i), input, { looked }).verdict,
  );
}

function checkSize(outputs: readonly { tensor: Tensor; binary: boolean }[]): void {
  const numbers = outputs.reduce(
    (sum, { tensor, binary }) => sum + (binary ? 0 : tensor.data.length),
    0,
  );
  if (numbers > mostJsonNumbers)
    throw new HTTPException(400, {
      message:
        `expected at most ${mostJsonNumbers} numbers in JSON, got ${numbers}; ` +
        "ask for fewer outputs, send fewer images, or set binary_data_output",
    });
}
