import { z } from "zod";

/** The key of a configuration that says at which scales a network sees an image; its default is the image as it is. */
export const imageScalesConfig = z
  .array(z.number().positive().max(1))
  .refine((given) => given[0] === 1 && new Set(given).size === given.length, {
    error: "expected scales of which the first is 1, each once",
  })
  .default([1])
  .describe(
    "Scales at which the network sees each image, 1 first. The features of all are joined, so that small and large defects are seen, and the network runs once for each.",
  );
