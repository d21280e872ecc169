import { duration, grouped } from "./_format.ts";
import { html, type Html } from "./_html.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Results } from "./results.ts";
import { runSection } from "./runSection.ts";

/** Shows what is needed to repeat this run. */
export function factSection(results: Results, evaluation: Evaluation | undefined): Html {
  const { method, engine, seed, dataset, seconds, peakMemory, versions, config } = results;
  const facts: [string, string | Html][] = [
    ["Method", method],
    [
      "Engine",
      `${engine.name} on ${engine.provider}, ${engine.threads} ${engine.threads === 1 ? "thread" : "threads"}`,
    ],
    ["Seed", String(seed)],
    ["Data set", html`${dataset.name}, <code>${dataset.hash}</code>`],
    [
      "Images",
      `${grouped(dataset.train)} train, ${grouped(dataset.validation)} validation, ${grouped(dataset.test)} test`,
    ],
    [
      "Memory",
      peakMemory === null
        ? "not measured"
        : `at most ${(peakMemory / 2 ** 30).toFixed(2)} GiB in training`,
    ],
    ["Time", `${duration(seconds.train)} to train, ${duration(seconds.evaluate)} to evaluate`],
    ...(evaluation
      ? [
          ["Compared at", `${evaluation.size.height} × ${evaluation.size.width} pixels`] as [
            string,
            string,
          ],
        ]
      : []),
  ];
  return runSection(facts, { versions, config });
}
