import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { bearer } from "./http/bearer.ts";
import { limited } from "./http/limited.ts";
import { securityHeaders } from "./http/securityHeaders.ts";
import { checkedLimits } from "./http/serverLimits.ts";
import type { ServerLimits } from "./http/serverLimits.ts";
import { metricsType } from "./metrics/registry.ts";
import { serverMetrics } from "./metrics/serverMetrics.ts";
import { fileRoute } from "./models/fileRoute.ts";
import { modelStore } from "./models/modelStore.ts";
import type { LoadModel, ModelStore } from "./models/modelStore.ts";
import { servedModel } from "./models/servedModel.ts";
import type { BatchOptions } from "./models/servedModel.ts";
import { oipRoutes } from "./oip/oipRoutes.ts";
import { openApi } from "./openApi.ts";
import { page } from "./page.ts";
import { predictRoute } from "./predict/predictRoute.ts";
import { admission } from "./queue/admission.ts";
import { serverVersion } from "./serverVersion.ts";

/** What a server is made of. */
export interface ServerOptions {
  /** How each model is loaded, by its name: letters, digits, `.`, `_` and `-`. */
  models: Record<string, LoadModel>;
  /** Every request but those for health and for static files must carry it as a bearer token; default none. */
  token?: string;
  /** What clients may cost; see {@link ServerLimits} for the defaults. */
  limits?: Partial<ServerLimits>;
  /** How images are put together; default batches of 8, waiting 2 ms for others. */
  batch?: Partial<BatchOptions>;
  /** A folder of files to serve at `/`; default a page that lists models and addresses. */
  static?: string;
  /** Called with errors that are not the client's; clients learn nothing of them. Default: nothing happens. */
  onError?(error: unknown): void;
}

/** An HTTP application and what is behind it. */
export interface Server {
  /** The application: `app.fetch` answers a `Request` wherever there are such; `listen` puts it on a port. */
  app: Hono;
  /**
   * Loads a model anew, or all of them, and swaps it in without dropping a request.
   *
   * @throws {RangeError} If there is no model of this name.
   * @throws What loading throws; the models before are served on.
   */
  reload(name?: string): Promise<void>;
  /** Says at `/v2/health/ready` that the server is not ready, and takes work all the same. */
  retire(): void;
  /** Refuses new work with 503, says so at `/v2/health/ready`, and resolves when all work is done. */
  drain(): Promise<void>;
  /** Drains, then gives the models' memory back. */
  close(): Promise<void>;
}

/**
 * Loads the models and makes an HTTP application of them: `POST /predict`, the Open Inference Protocol v2 under `/v2`,
 * `/metrics`, `/openapi.json` and a page at `/`. Memory is bounded by `limits`.
 *
 * @throws {RangeError} If there is no model, or a name, a limit or the token is none.
 * @throws What loading a model throws.
 *
 * @example
 * const server = await createServer({ models: { parts: modelFile("detector.onnx") } });
 * const answer = await server.app.request("/predict", { method: "POST", body: await readFile("part.png") });
 */
export async function createServer({
  models: loaders,
  token,
  limits: someLimits,
  batch: { size = 8, delayMs = 2 } = {},
  static: folder,
  onError = () => {},
}: ServerOptions): Promise<Server> {
  checkNames(Object.keys(loaders));
  const limits = checkedLimits(someLimits);
  const room = admission({ requests: limits.requests, bytes: limits.queuedBytes });
  const metrics = serverMetrics(room, () => models);
  const models = modelStore(loaders, (name, model) =>
    servedModel(model, { size, delayMs }, (items, seconds) =>
      metrics.countBatch(name, items, seconds),
    ),
  );
  let retired = false;
  let draining = false;
  const isReady = () => !retired && models.ready;
  const withLimits = limited(limits, room, () => draining);

  const app = new Hono();
  app.use(metrics.middleware, securityHeaders);
  if (folder !== undefined) app.get("/*", serveStatic({ root: folder }));
  const authorized = token === undefined ? undefined : bearer(token);
  if (authorized)
    app.use((c, next) => (c.req.path.startsWith("/v2/health/") ? next() : authorized(c, next)));
  if (folder === undefined) app.get("/", (c) => c.html(page(versionsOf(models))));
  app.post("/predict", withLimits(predictRoute(models, limits, metrics)));
  app.all("/predict", (c) => {
    c.header("Allow", "POST");
    throw new HTTPException(405, { message: "expected POST with an image, got another method" });
  });
  const version = serverVersion();
  app.route("/v2", oipRoutes({ models, limited: withLimits, metrics, version, isReady, onError }));
  app.get("/models/:model/detector.onnx", fileRoute(models));
  app.get("/metrics", (c) => c.body(metrics.text(), 200, { "Content-Type": metricsType }));
  const description = openApi({
    models: models.names,
    version,
    token: token !== undefined,
    limits,
  });
  app.get("/openapi.json", (c) => c.json(description));
  app.notFound((c) => c.json({ error: "there is nothing here; /openapi.json says what is" }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    onError(error);
    return c.json({ error: "internal error" }, 500);
  });

  const loaded = await Promise.allSettled(models.names.map(models.load));
  const failed = loaded.find((load) => load.status === "rejected");
  if (failed) {
    await models.release();
    throw failed.reason;
  }
  const drain = (): Promise<void> => {
    retired = true;
    draining = true;
    return room.idle();
  };
  return {
    app,
    async reload(name) {
      if (name !== undefined && !models.names.includes(name))
        throw new RangeError(
          `reload: expected a model among ${models.names.join(", ")}, got ${name}`,
        );
      await Promise.all((name === undefined ? models.names : [name]).map(models.load));
    },
    retire() {
      retired = true;
    },
    drain,
    async close() {
      await drain();
      await models.release();
    },
  };
}

function checkNames(names: readonly string[]): void {
  if (names.length === 0) throw new RangeError("createServer: expected a model, got none");
  const wrong = names.find((name) => !/^[\w.-]{1,100}$/.test(name));
  if (wrong !== undefined)
    throw new RangeError(
      `createServer: expected names of letters, digits, ".", "_" and "-", got ${JSON.stringify(wrong)}`,
    );
}

function versionsOf(models: ModelStore): { name: string; version: string }[] {
  return models.names.map((name) => ({
    name,
    version: models.get(name)?.model.version ?? "loading",
  }));
}
