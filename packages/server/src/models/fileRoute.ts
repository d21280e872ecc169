import type { Handler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ModelStore } from "./modelStore.ts";

/** `GET /models/NAME/detector.onnx`: the file of a model, for a page that runs it itself. */
export function fileRoute(models: ModelStore): Handler {
  return async (c) => {
    const served = models.get(c.req.param("model") ?? "");
    if (!served)
      throw new HTTPException(404, {
        message: "expected a model that is served, got another one",
      });
    const bytes = await served.model.file?.();
    if (!bytes)
      throw new HTTPException(404, {
        message: "the file of this model is not the one that is served; load it again",
      });
    return c.body(bytes, 200, { "Content-Type": "application/octet-stream" });
  };
}
