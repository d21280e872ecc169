import type { DetectorMetadata } from "@flawlens/inference/core";
import type { Decision } from "./_countDecisions.ts";
import { grouped, percent, plural, significant } from "./_format.ts";
import { breakable, html, type Html } from "./_html.ts";

/**
 * The stored thresholds, what they rest on, and whether they keep their promise.
 *
 * @param tested - What the threshold of any defect decided on the test images, where there are some.
 */
export function thresholdSection(
  metadata: DetectorMetadata | undefined,
  tested?: Decision | null,
): Html | null {
  if (!metadata) return null;
  const { types, calibration, any, validation } = metadata;
  const { normal, normalParts, anomalous, rule, expectedFalseAlarmFraction: expected } = validation;
  const rows: [string, number | null][] = [
    ["any defect", any.threshold],
    ...(types.length > 1
      ? types.map((type): [string, number | null] => [type, calibration[type].threshold])
      : []),
  ];
  return html`<section>
    <h2>Thresholds</h2>
    <p>
      Chosen on
      ${plural(normal, "normal image")}${normalParts < normal && ` of ${plural(normalParts, "part")}`}${
        anomalous > 0 && ` and ${plural(anomalous, "anomalous image")}`
      }
      of the validation split, never on test images. Rule: ${rule}.
      ${
        expected !== null &&
        `Of new normal images like these, at most ${percent(expected)} % are expected to be called anomalous; more ${normalParts < normal ? "parts" : "images"} on the validation side allow a smaller promise.`
      }
      ${
        tested &&
        tested.negatives > 0 &&
        `Of the ${plural(tested.negatives, "normal test image")}, ${grouped(tested.falseAlarms)} (${percent(tested.falseAlarms / tested.negatives)} %) ${tested.falseAlarms === 1 ? "was" : "were"} called anomalous.`
      }
    </p>
    <dl class="facts">
      ${rows.map(
        ([name, threshold]) =>
          html`<dt>${breakable(name)}</dt>
            <dd>
              ${threshold === null ? "none: no validation image shows it" : `a score of ${significant(threshold)} or more`}
            </dd>`,
      )}
    </dl>
  </section>`;
}
