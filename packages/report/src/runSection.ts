import { html, type Html } from "./_html.ts";

/**
 * Makes the last section of a page, which has what is needed to repeat a run: facts, versions, configuration.
 *
 * @param facts - Name and value, in the order shown.
 *
 * @example
 * runSection([["Seed", "1"]], { versions: { node: "20.20.2" }, config: { epochs: 4 } });
 */
export function runSection(
  facts: readonly (readonly [name: string, value: string | Html])[],
  { versions, config }: { versions: Record<string, string>; config: unknown },
): Html {
  const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return html`<section>
    <h2>This run</h2>
    <dl class="facts">
      ${[...facts, ["Versions", told.join(", ")] as const].map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <details>
      <summary>Configuration</summary>
      <pre>${JSON.stringify(config, null, 2)}</pre>
    </details>
  </section>`;
}
