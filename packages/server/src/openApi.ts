import type { ServerLimits } from "./http/serverLimits.ts";

type Json = Record<string, unknown>;

/**
 * The server's description of itself in OpenAPI 3.1.
 *
 * @param options.models - The names of the models.
 * @param options.version - The version of the server.
 * @param options.token - Whether requests need a bearer token.
 */
export function openApi({
  models,
  version,
  token,
  limits,
}: {
  models: readonly string[];
  version: string;
  token: boolean;
  limits: ServerLimits;
}): Json {
  const get = (summary: string, schema: Json, more: Json = {}) => ({
    get: { summary, ...more, responses: { 200: json("OK", schema), ...errors(401) } },
  });
  const model = (...more: Json[]) => ({
    parameters: [
      { name: "model", in: "path", required: true, schema: { type: "string", enum: models } },
      ...more,
    ],
  });
  const byVersion = { name: "version", in: "path", required: true, schema: { type: "string" } };
  const open = { security: [] };
  const modelPaths = (path: string, parameters: Json): Json => ({
    [path]: { ...parameters, ...get("Inputs and outputs of a model", ref("ModelMetadata")) },
    [`${path}/ready`]: { ...parameters, ...get("Whether a model is ready", object({})) },
    [`${path}/infer`]: { ...parameters, post: inferOperation },
  });

  return {
    openapi: "3.1.0",
    info: {
      title: "FlawLens",
      version,
      description:
        "Verdicts on images by anomaly detectors. An unknown verdict is `undecided`, never `normal`. " +
        `Bodies have at most ${limits.bodyBytes} bytes, images at most ${limits.pixels} pixels, and an answer takes ` +
        `at most ${limits.milliseconds} ms.`,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    ...(token ? { security: [{ bearer: [] }] } : {}),
    paths: {
      "/predict": { post: predictOperation(models) },
      "/v2": get("The server", object({ name: "string", version: "string" })),
      "/v2/health/live": get("Whether the server runs", object({ live: "boolean" }), open),
      "/v2/health/ready": get("Whether it takes work", object({ ready: "boolean" }), open),
      "/v2/models": get("The names of the models", object({})),
      ...modelPaths("/v2/models/{model}", model()),
      ...modelPaths("/v2/models/{model}/versions/{version}", model(byVersion)),
      "/models/{model}/detector.onnx": {
        ...model(),
        get: {
          summary: "The file of a model",
          responses: {
            200: { description: "OK", content: { "application/octet-stream": {} } },
            ...errors(401, 404),
          },
        },
      },
      "/v2/repository/index": {
        post: {
          summary: "The models and their state",
          responses: { 200: json("OK", { type: "array", items: object({}) }), ...errors(401) },
        },
      },
      "/v2/repository/models/{model}/load": {
        ...model(),
        post: {
          summary: "Load a model's file again, without dropping a request",
          responses: { 200: json("Loaded", object({})), ...errors(400, 401, 404) },
        },
      },
      "/metrics": {
        get: {
          summary: "Metrics in the text format of Prometheus",
          responses: { 200: { description: "OK", content: { "text/plain": {} } }, ...errors(401) },
        },
      },
      "/openapi.json": get("This description", object({})),
    },
    components: {
      ...(token ? { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } } : {}),
      schemas,
    },
  };
}

const messages: Record<number, string> = {
  400: "The request is not what is expected",
  401: "The bearer token is missing or wrong",
  404: "There is no such model",
  413: "The body is too large, or has too many images",
  415: "The body is compressed",
  422: "No image could be read; the entries say why",
  429: "The queue is full; Retry-After says when to try again",
  503: "The server is about to stop",
  504: "There was no answer in time",
};

function errors(...statuses: number[]): Json {
  return Object.fromEntries(
    statuses.map((status) => [status, json(messages[status], ref("Error"))]),
  );
}

function json(description: string, schema: Json): Json {
  return { description, content: { "application/json": { schema } } };
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function object(fields: Record<string, string>): Json {
  const properties = Object.entries(fields).map(([name, type]) => [name, { type }]);
  return { type: "object", properties: Object.fromEntries(properties) };
}

function predictOperation(models: readonly string[]): Json {
  const several = models.length > 1;
  return {
    summary: "Verdicts on one image or more",
    parameters: [
      { name: "model", in: "query", required: several, schema: { type: "string", enum: models } },
      {
        name: "regions",
        in: "query",
        description: "false leaves the regions out, which saves most of the time on large images",
        schema: { type: "boolean", default: true },
      },
    ],
    requestBody: {
      required: true,
      content: {
        "image/*": {},
        "multipart/form-data": {
          schema: { type: "object", additionalProperties: { type: "string", format: "binary" } },
        },
        "application/json": {
          schema: {
            type: "object",
            required: ["images"],
            properties: {
              images: { type: "array", items: { type: "string", contentEncoding: "base64" } },
            },
          },
        },
      },
    },
    responses: {
      200: {
        description: "An entry for each image; with Accept: image/png the image under its map",
        content: { "application/json": { schema: ref("Predictions") }, "image/png": {} },
      },
      ...errors(400, 401, 404, 413, 415, 429, 503, 504),
      422: json(messages[422], ref("Predictions")),
    },
  };
}

const inferOperation: Json = {
  summary: "Outputs for a tensor of images (Open Inference Protocol v2)",
  parameters: [
    {
      name: "Inference-Header-Content-Length",
      in: "header",
      description: "Bytes of the JSON, where tensors follow it as bytes",
      schema: { type: "integer" },
    },
  ],
  requestBody: {
    required: true,
    content: {
      "application/json": { schema: ref("InferRequest") },
      "application/octet-stream": {},
    },
  },
  responses: {
    200: {
      description: "The outputs",
      content: {
        "application/json": { schema: ref("InferAnswer") },
        "application/octet-stream": {},
      },
    },
    ...errors(400, 401, 404, 413, 415, 429, 503, 504),
  },
};

const number = { type: ["number", "null"] };
const text = { type: "string" };
const verdict = { type: "string", enum: ["normal", "anomalous", "undecided"] };
const list = (items: Json): Json => ({ type: "array", items });
const fields = (properties: Json, required = Object.keys(properties)): Json => ({
  type: "object",
  required,
  properties,
});
const tensor = { name: text, datatype: text, shape: list({ type: "integer" }) };

const schemas: Json = {
  Error: fields({ error: text }),
  Predictions: fields({
    model: fields({ name: text, version: text }),
    predictions: list({ oneOf: [ref("Prediction"), ref("Unread")] }),
  }),
  Unread: fields({ name: { type: ["string", "null"] }, error: text }),
  Prediction: fields(
    {
      name: { type: ["string", "null"] },
      verdict,
      score: number,
      threshold: number,
      normalizedScore: number,
      types: list(fields({ type: text, verdict, score: number, threshold: number })),
      regions: list(
        fields({
          type: { type: ["string", "null"] },
          x: { type: "integer" },
          y: { type: "integer" },
          width: { type: "integer" },
          height: { type: "integer" },
          area: { type: "integer" },
          peak: { type: "number" },
          weak: { type: "boolean" },
        }),
      ),
      explanation: text,
      notFinite: {
        type: "object",
        description: "Numbers that JSON cannot hold and that are null here, by their place",
        additionalProperties: { enum: ["NaN", "Infinity", "-Infinity"] },
      },
    },
    ["name", "verdict", "score", "threshold", "normalizedScore", "types", "explanation"],
  ),
  ModelMetadata: fields({
    name: text,
    versions: list(text),
    platform: text,
    inputs: list(fields(tensor)),
    outputs: list(fields(tensor)),
  }),
  InferRequest: fields(
    {
      id: text,
      parameters: { type: "object" },
      inputs: list(
        fields({ ...tensor, parameters: { type: "object" }, data: { type: "array" } }, [
          "name",
          "datatype",
          "shape",
        ]),
      ),
      outputs: list(fields({ name: text, parameters: { type: "object" } }, ["name"])),
    },
    ["inputs"],
  ),
  InferAnswer: fields(
    {
      model_name: text,
      model_version: text,
      id: text,
      outputs: list(
        fields({ ...tensor, parameters: { type: "object" }, data: { type: "array" } }, [
          "name",
          "datatype",
          "shape",
        ]),
      ),
    },
    ["model_name", "model_version", "outputs"],
  ),
};
