import { z } from "zod";

const fraction = z.number().min(0).max(1);

/** What of a data set is used for what: the part of a run's configuration that is not its method's. */
export const dataConfig = z
  .strictObject({
    category: z
      .string()
      .optional()
      .describe("Which object category to train on, where the data set has several."),
    split: z
      .strictObject({
        train: fraction.describe("Fraction of the images to train on."),
        validation: fraction.describe("Fraction of the images that thresholds come from."),
        test: fraction.describe("Fraction of the images to test with."),
      })
      .default({ train: 0.6, validation: 0.2, test: 0.2 })
      .describe(
        "How a data set without published sides is shared out, for methods that need anomalies of each type. Images of one part stay together.",
      ),
    validation: fraction
      .optional()
      .describe(
        "Fraction of the normal training images that are held back for thresholds, for methods that train on normal images. Without it a tenth, or a fifth where there are only normal images; of few images up to three in ten, so that 19 are held back.",
      ),
    testFraction: fraction
      .default(0.3)
      .describe(
        "Fraction of the normal images to test with, where a data set has anomalies but no published test side.",
      ),
    shots: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe(
        "Number of labelled anomalies to train on. They leave the test side, also for methods that cannot use any. Without it 10 for methods that can use a few, or half of the anomalous images where there are fewer than 20.",
      ),
    contamination: z
      .number()
      .min(0)
      .max(0.9)
      .default(0)
      .describe(
        "Fraction of the training images taken as normal that are planted anomalies, to measure how much a method bears.",
      ),
    disjoint: z
      .boolean()
      .default(false)
      .describe(
        "Whether planted and labelled anomalies, and images of their parts, leave the test side.",
      ),
    framing: z
      .enum(["stretch", "letterbox"])
      .optional()
      .describe(
        "How images are brought to the detector's input: stretched to it, or whole with their borders repeated around them. The detector's file keeps it. Without it they are stretched.",
      ),
    tiles: z
      .strictObject({
        size: z.number().int().min(8).describe("Side of a tile, in pixels of the images."),
        overlap: z.number().int().min(0).describe("Pixels that neighbouring tiles share."),
        perImage: z
          .number()
          .int()
          .min(1)
          .default(4)
          .describe("Tiles of each image to train on; all tiles are looked at afterwards."),
      })
      .optional()
      .describe(
        "Looks at images in tiles, for images much larger than the detector's input. The detector's file keeps it. Known anomalies need masks.",
      ),
    contaminantQuality: z
      .number()
      .int()
      .min(1)
      .max(100)
      .nullable()
      .default(95)
      .describe("Quality of the JPEG that planted anomalies are saved as. Null leaves JPEG out."),
  })
  .superRefine(({ split, framing, tiles }, context) => {
    if (tiles && (framing !== undefined || tiles.overlap >= tiles.size))
      context.addIssue({
        code: "custom",
        path: ["tiles"],
        message: "expected an overlap below the size, and no framing beside tiles",
      });
    const sum = split.train + split.validation + split.test;
    if (Math.abs(sum - 1) > 1e-6 || split.train === 0 || split.validation === 0)
      context.addIssue({
        code: "custom",
        path: ["split"],
        message: `expected fractions that add up to 1, and some to train and to validate, got ${JSON.stringify(split)}`,
      });
  });

export type DataConfig = z.infer<typeof dataConfig>;
