import type { Method } from "@flawlens/detector";
import { describeConfig } from "../config/describeConfig.ts";
import type { ConfigKey } from "../config/describeConfig.ts";
import { dataConfig } from "../data/dataConfig.ts";

/** Everything that a user can know of a method, as plain JSON. */
export interface MethodDescription {
  name: string;
  title: string;
  description: string;
  source: string | null;
  /** One sentence that says which data the method needs. */
  needs: string;
  /** The first is the default. */
  presets: { name: string; description: string; config: Record<string, unknown> }[];
  keys: ConfigKey[];
  /** Whether a run without `--config` takes another preset than the first where the data suit it better. */
  dataDecide: boolean;
  /** Keys of what of the data is used for what, the same for every method. */
  dataKeys: ConfigKey[];
}

/** A method as its schema and presets describe it. */
export function describeMethod(method: Method): MethodDescription {
  const { name, title, description, source = null, presets = {}, config } = method;
  return {
    name,
    title,
    description,
    source,
    needs: needsInWords(method),
    presets: Object.entries(presets).map(([preset, given]) => ({ name: preset, ...given })),
    dataDecide: method.presetFor !== undefined,
    keys: describeConfig(config),
    dataKeys: describeConfig(dataConfig).map((row) => ({
      ...row,
      key: `data.${row.key}`,
      when: row.when && `data.${row.when}`,
    })),
  };
}

const anomalies = {
  none: "no anomalies",
  few: "a few labelled anomalies, if there are any",
  "each type": "anomalies of each defect type",
};

function needsInWords({ needs }: Pick<Method, "needs">): string {
  const { normals = 1, masks } = needs;
  const fewest = normals === 1 ? "normal images" : `at least ${normals} normal images`;
  const looked = masks === "optional" ? "; masks of anomalies are used where there are some" : "";
  return `It trains on ${fewest} and ${anomalies[needs.anomalies]}${looked}.`;
}
