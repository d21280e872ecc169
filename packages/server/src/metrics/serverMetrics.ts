import type { Verdict } from "@flawlens/inference";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { ModelStore } from "../models/modelStore.ts";
import type { Admission } from "../queue/admission.ts";
import { registry } from "./registry.ts";

/** What a server counts. */
export interface ServerMetrics {
  /** Counts and times every request. */
  middleware: MiddlewareHandler;
  countVerdict(model: string, verdict: Verdict): void;
  countBatch(model: string, items: number, seconds: number): void;
  text(): string;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizes = [1, 2, 4, 8, 16, 32, 64];
const methods = new Set(["GET", "HEAD", "POST"]);

/** The metrics of a server, their names beginning with `flawlens_`. */
export function serverMetrics(room: Admission, models: () => ModelStore): ServerMetrics {
  const all = registry();
  const requests = all.counter(
    "flawlens_requests_total",
    "Requests that were answered, by route, method and status.",
  );
  const latencies = all.histogram(
    "flawlens_request_seconds",
    "Time from a request's headers to its answer.",
    seconds,
  );
  const verdicts = all.counter("flawlens_verdicts_total", "Verdicts on images.");
  const batches = all.histogram(
    "flawlens_batch_size",
    "Images or tensors that ran together.",
    sizes,
  );
  const runs = all.histogram("flawlens_batch_seconds", "Time that a batch ran.", seconds);
  all.gauge("flawlens_requests_in_progress", "Requests that are read, wait or run.", () => [
    [{}, room.taken],
  ]);
  all.gauge("flawlens_queue_length", "Images or tensors that wait for a batch.", () =>
    models().names.map((model) => [{ model }, models().get(model)?.waiting ?? 0]),
  );
  all.gauge(
    "flawlens_model_info",
    "The version of each model that is served.",
    () =>
      models().names.flatMap((model) => {
        const version = models().get(model)?.model.version;
        return version === undefined ? [] : [[{ model, version }, 1] as const];
      }) as [Record<string, string>, number][],
  );
  all.gauge("process_resident_memory_bytes", "Resident memory of the process.", () => [
    [{}, process.memoryUsage.rss()],
  ]);

  return {
    async middleware(c, next) {
      const start = performance.now();
      await next();
      const method = methods.has(c.req.method) ? c.req.method : "other";
      const route = c.res.status === 404 ? "other" : routePath(c, -1);
      requests.add({ route, method, status: String(c.res.status) });
      latencies.observe({ route }, (performance.now() - start) / 1000);
    },
    countVerdict: (model, verdict) => verdicts.add({ model, verdict }),
    countBatch(model, items, time) {
      batches.observe({ model }, items);
      runs.observe({ model }, time);
    },
    text: all.text,
  };
}
