import type { DetectorMetadata } from "../core/detectorMetadata.ts";
import type { ValidationScores } from "../core/validationScores.ts";
import { list, nullable, number, object, oneOf, Problems } from "./_schema.ts";

/** Most scores in a file: 10 MB. A detector with more validation images keeps none. */
export const mostValidationScores = 1_000_000;

/** The key of a detector file's ONNX metadata under which its validation scores are. */
export const validationKey = "flawlens.validation";

/**
 * Reads and checks {@link ValidationScores}.
 *
 * @param json - The value of the metadata key `flawlens.validation`.
 * @param metadata - Of the same file.
 * @throws {RangeError} If it is not JSON, or does not hold one finite score of each type for each image.
 */
export function parseValidationScores(
  json: string,
  { types }: Pick<DetectorMetadata, "types">,
): ValidationScores {
  if (json.length > 40 * mostValidationScores)
    throw new RangeError(
      `parseValidationScores: expected at most ${mostValidationScores} scores, got ${json.length} characters`,
    );
  const problems = new Problems();
  const count = { least: types.length, most: types.length };
  const read = object<{
    labels: (0 | 1)[];
    parts: number[];
    scores: number[][];
    shows: (0 | 1 | null)[][];
  }>({
    labels: list(oneOf(0, 1)),
    parts: list(number({ whole: true, least: 0 })),
    scores: list(list(number()), count),
    shows: list(list(nullable(oneOf(0, 1))), count),
  })(parse(json), [], problems);
  if (problems.count === 0) {
    const { labels, parts, scores, shows } = read;
    const lists: [string[], ArrayLike<unknown>][] = [
      [["parts"], parts],
      ...scores.map((of, k): [string[], ArrayLike<unknown>] => [["scores", String(k)], of]),
      ...shows.map((of, k): [string[], ArrayLike<unknown>] => [["shows", String(k)], of]),
    ];
    for (const [path, { length }] of lists)
      if (length !== labels.length)
        problems.add(path, `${labels.length} entries, one per label`, length);
  }
  if (problems.count === 0) return read;
  throw new RangeError(
    `parseValidationScores: expected the scores of validation images, got ${problems.texts.join("; ")}; ` +
      "export the detector again",
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new RangeError(`parseValidationScores: expected JSON under the key ${validationKey}`, {
      cause,
    });
  }
}
