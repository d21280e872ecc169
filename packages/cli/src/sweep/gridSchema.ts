import { z } from "zod";

const names = z.array(z.string().min(1)).min(1);
const settings = z.record(z.string(), z.unknown());

const data = {
  normal: z.string().optional().describe("Name of the folder that holds the normal images."),
  masks: z.string().optional().describe("Folder of the masks, inside the data set."),
  allowOutside: z
    .boolean()
    .default(false)
    .describe("Read files that a list or manifest names outside of the data's folder."),
};

const shards = z.strictObject({
  model: z.string().min(1).describe("detector.onnx, or the folder of a run."),
  data: z.string().min(1).describe("A data set: a folder or a list of images."),
  category: z.string().optional().describe("Only this object category."),
  split: z
    .enum(["train", "validation", "test"])
    .optional()
    .describe("Only this side of the data set; default all images."),
  shards: z.number().int().min(1).max(100_000).describe("How many parts there are."),
  ...data,
});

/** What a grid file may say: runs of training, shards of predictions, or shards of an evaluation. */
export const gridSchema = z
  .strictObject({
    train: z
      .strictObject({
        data: names.describe("Data sets; every combination with what follows is a run."),
        categories: names
          .optional()
          .describe("Which kinds of objects, each in every data set; default all."),
        methods: names.describe("Methods; NAME:PRESET or NAME:FILE for another configuration."),
        modes: names
          .optional()
          .describe("Of adl: reference, paper, adl; default the configuration's."),
        levels: z
          .array(z.number().min(0).max(0.9))
          .min(1)
          .default([0])
          .describe("Fractions of planted anomalies."),
        shots: z
          .array(z.number().int().min(0))
          .min(1)
          .default([10])
          .describe("Numbers of known anomalies, which leave the test side."),
        seeds: z
          .array(z.number().int().min(0))
          .min(1)
          .default([1])
          .describe("Seeds of every random choice."),
        weights: z.string().optional().describe("Pretrained weights, for every method."),
        textures: z
          .string()
          .optional()
          .describe("Pictures that artificial anomalies are made of (ADL, DRAEM, DeSTSeg)."),
        settings: settings
          .default({})
          .describe('Values of every configuration, such as { "inputSize": 256 }.'),
        settingsOf: z
          .record(z.string(), settings)
          .default({})
          .describe("More values for single methods, by their names as in methods."),
        ...data,
      })
      .optional()
      .describe("Runs of training."),
    predict: shards.optional().describe("Predictions on many images, in parts."),
    evaluate: shards.optional().describe("An evaluation on many images, in parts."),
  })
  .superRefine((grid, context) => {
    if (Object.values(grid).every((part) => part === undefined))
      context.addIssue({
        code: "custom",
        path: [],
        message: "expected train, predict or evaluate, got none of them",
      });
  });

/** A grid file as a value. */
export type Grid = z.infer<typeof gridSchema>;
/** The part of a grid that is runs of training. */
export type TrainGrid = NonNullable<Grid["train"]>;
/** The part of a grid that is shards of one command. */
export type ShardGrid = NonNullable<Grid["evaluate"]>;
