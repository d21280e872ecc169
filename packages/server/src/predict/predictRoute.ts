import { decodeImage } from "@flawlens/datasets";
import type {
  DetectorMetadata,
  Pixels,
  Prediction,
  PredictionFields,
  PredictionJson,
} from "@flawlens/inference";
import { explain, predictionJson } from "@flawlens/inference/core";
import { overlay } from "@flawlens/report";
import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { HTTPException } from "hono/http-exception";
import type { BodyHandler, Work } from "../http/limited.ts";
import type { ServerLimits } from "../http/serverLimits.ts";
import type { ServerMetrics } from "../metrics/serverMetrics.ts";
import type { ModelStore } from "../models/modelStore.ts";
import type { ServedModel } from "../models/servedModel.ts";
import { limiter } from "../queue/limiter.ts";
import { requestImages } from "./requestImages.ts";

/** What `POST /predict` answers. */
export interface PredictAnswer {
  model: { name: string; version: string };
  /** One for each image, in the order of the request: a prediction, or why there is none. */
  predictions: ({ name: string | null } & (PredictionJson | { error: string }))[];
}

/**
 * `POST /predict`: images in, verdicts out; or, where `Accept` prefers `image/png`, the one image under its map.
 *
 * An image that cannot be read fails alone: its entry says why. A request all of whose images fail is
 * answered with 422 and the same entries.
 */
export function predictRoute(
  models: ModelStore,
  limits: ServerLimits,
  metrics: Pick<ServerMetrics, "countVerdict">,
): BodyHandler {
  const drawing = limiter(2); // each holds all pixels of an image

  return async (c, body, work) => {
    const name = modelName(c, models);
    const images = await requestImages(body, c.req.header("content-type") ?? "", limits.images);
    const type = accepts(c, {
      header: "Accept",
      supports: ["application/json", "image/png"],
      default: "application/json",
    });
    if (type === "image/png" && images.length > 1)
      throw new HTTPException(400, {
        message: `expected one image where Accept is image/png, got ${images.length}`,
      });
    const regions = wantsRegions(c.req.query("regions"));
    return models.use(name, async (served) => {
      // What follows from a prediction is computed at once, so that no map is kept.
      const finish = async (prediction: Prediction): Promise<Finished> => {
        metrics.countVerdict(name, prediction.verdict);
        if (type !== "image/png") {
          const { metadata } = served.model;
          return {
            json: predictionJson(regions ? prediction : withoutRegions(metadata, prediction)),
          };
        }
        const { verdict } = prediction;
        return {
          verdict,
          png: await drawing(() => draw(images[0].file, prediction, limits, work)),
        };
      };
      const finished = await Promise.all(
        images.map(({ file }) => predictOne(served, file, limits, work, finish)),
      );
      const [first] = finished;
      if ("png" in first)
        return c.body(first.png, 200, {
          "Content-Type": "image/png",
          "Flawlens-Verdict": first.verdict,
        });
      const entries = finished.map((one) => ("json" in one ? one.json : (one as Unread)));
      const answer: PredictAnswer = {
        model: { name, version: served.model.version },
        predictions: entries.map((entry, i) => ({ name: images[i].name, ...entry })),
      };
      return c.json(answer, entries.every((entry) => "error" in entry) ? 422 : 200);
    });
  };
}

function wantsRegions(text = "true"): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new HTTPException(400, { message: "expected ?regions=true or false, got another value" });
}

/** What costs nothing: reading `regions`, or `explanation` with places, computes maps in the image's pixels. */
function withoutRegions(metadata: DetectorMetadata, prediction: Prediction): PredictionFields {
  const { verdict, score, threshold, normalizedScore, types } = prediction;
  const explanation = explain(metadata, prediction);
  return { verdict, score, threshold, normalizedScore, types, explanation };
}

interface Unread {
  error: string;
}

type Finished =
  | { json: PredictionJson }
  | { verdict: string; png: Uint8Array<ArrayBuffer> }
  | Unread;

function modelName(c: Context, models: ModelStore): string {
  const asked = c.req.query("model");
  if (asked === undefined && models.names.length > 1)
    throw new HTTPException(400, {
      message: `expected ?model= with one of ${models.names.join(", ")}, got none`,
    });
  const name = asked ?? models.names[0];
  if (!models.names.includes(name))
    throw new HTTPException(404, {
      message: `expected a model among ${models.names.join(", ")}, got another one`,
    });
  return name;
}

async function predictOne(
  { model, predict }: ServedModel,
  file: Uint8Array,
  { pixels }: ServerLimits,
  { signal, hold }: Work,
  finish: (prediction: Prediction) => Promise<Finished>,
): Promise<Finished> {
  let image: Pixels;
  try {
    image = await model.decode(file, { pixels });
  } catch (error) {
    return { error: plainReason(error as Error) };
  }
  hold(image.data.length);
  return finish(await predict(image, signal));
}

/** Without the name of the function that refused it. */
function plainReason({ message }: Error): string {
  return message.replace(/^\w+: /, "");
}

async function draw(
  file: Uint8Array,
  { displayMap }: Prediction,
  { pixels }: ServerLimits,
  { signal }: Work,
): Promise<Uint8Array<ArrayBuffer>> {
  signal.throwIfAborted();
  const image = await decodeImage(file, { mostPixels: pixels });
  return new Uint8Array(await overlay(image, displayMap));
}
