import { leastTrusted, subset } from "@flawlens/detector";
import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { calibrateScales } from "../model/calibrateScales.ts";
import { calibrateNovelty } from "../novelty/calibrateNovelty.ts";
import type { NoveltyRecord } from "../novelty/fitNovelty.ts";
import { suspects } from "../train/suspects.ts";
import type { WeightRecord } from "../train/weightRecord.ts";
import { ablateCues } from "./ablateCues.ts";
import { adlConfig } from "./adlConfig.ts";
import type { AdlConfig } from "./adlConfig.ts";
import { adlPresets } from "./adlPresets.ts";
import { buildAdl } from "./buildAdl.ts";
import { trainAdl } from "./_trainAdl.ts";

/**
 * Multi-cue ADL as a method: what the command line and sweeps train a detector with. Images that are
 * labelled 1 on the train side are the known anomalies; those labelled 0 are taken as normal; others are
 * not used.
 *
 * @example
 * const trainer = await adlMethod.create(adlMethod.config.parse({}), context);
 * for await (const event of trainer.fit({})) console.log(event.kind);
 */
export const adlMethod: Method<AdlConfig> = {
  name: "adl",
  title: "Multi-cue ADL",
  description:
    "Learns from images taken as normal, pseudo-anomalies and a few known anomalies, and trusts each image only as far as it fits, so that contaminated data do it little harm.",
  source: "https://arxiv.org/abs/2601.22913",
  config: adlConfig,
  presets: adlPresets,
  needs: { anomalies: "few", masks: "optional" },
  identity(config) {
    // How often checkpoints are saved changes no number of the result; everything else does.
    const { checkpointEverySteps: _often, ...decisive } = config;
    return decisive;
  },
  create,
};

async function create(config: AdlConfig, context: MethodContext): Promise<Trainer> {
  const detector = await buildAdl(config, context, context.random.split());
  const train = context.images("train", detector.inputSize);
  const known = { nominal: subset(train, isNormal), fewShot: subset(train, isAnomalous) };
  if (known.nominal.samples.length === 0)
    throw new RangeError(
      `adlMethod: expected training images taken as normal, got none among ${train.samples.length}`,
    );
  if (config.cachedVariants > 0 && detector.backbone.trainable)
    throw new RangeError(
      `adlMethod: expected cachedVariants 0 for ${detector.backbone.name}, whose features change as it trains, got ${config.cachedVariants}`,
    );
  const unknown = train.samples.filter(({ label }) => label === null).length;
  if (unknown > 0)
    context.note(`${unknown} training images whose label is not known are left out.`);

  let record: WeightRecord | undefined;
  let novelty: NoveltyRecord | null = null;
  let scales = { reference: detector.scales, validation: detector.scales };
  return {
    detector,
    threshold: { rule: "falsePositiveFraction", fraction: config.falsePositiveFraction },
    fit: (run) =>
      trainAdl(detector, {
        ...known,
        config,
        context,
        run,
        keep: (...found) => void ([record, novelty] = found),
      }),
    async prepare(validation) {
      const normal = subset(validation, isNormal);
      scales = { ...scales, validation: await calibrateScales(detector, normal) };
      detector.scales = scales[config.scales];
      if (detector.novelty) detector.novelty.scale = await calibrateNovelty(detector, normal);
    },
    findings: (evaluated) => ({
      ablation: ablateCues(evaluated, { scales, fusion: detector.mode.fusion }),
      ...(record && {
        suspects: [
          ...(novelty
            ? [{ by: "novelty", ranking: leastTrusted(novelty.ids, novelty.novelty) }]
            : []),
          { by: "weights", ranking: suspects(record) },
          { by: "weights and the segmentation's loss", ranking: suspects(record, { by: "all" }) },
        ],
      }),
      records: {
        deviationScales: {
          reference: scales.reference.deviation,
          validation: scales.validation.deviation,
        },
        ...(detector.novelty && { noveltyScale: detector.novelty.scale }),
      },
    }),
  };
}

const isNormal = ({ label }: { label: 0 | 1 | null }): boolean => label === 0;
const isAnomalous = ({ label }: { label: 0 | 1 | null }): boolean => label === 1;
