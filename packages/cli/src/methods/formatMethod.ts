import { formatConfig } from "../config/formatConfig.ts";
import type { MethodDescription } from "./describeMethod.ts";

/** A method as text for a terminal: what it is, its presets, and every key of its configuration. */
export function formatMethod(method: MethodDescription): string {
  const { name, title, description, source, needs, presets, dataDecide, keys, dataKeys } = method;
  const about = [`${title} (--method ${name})`, description, needs, source].filter(Boolean);
  return [
    about.join("\n"),
    ...(presets.length > 0
      ? [`Presets (--config NAME):\n${formatPresets(presets, dataDecide)}`]
      : []),
    `Configuration (--set key=value, or a file of JSON with --config FILE):\n${formatConfig(keys)}`,
    `What of the data is used for what:\n${formatConfig(dataKeys)}`,
  ].join("\n\n");
}

function formatPresets(presets: MethodDescription["presets"], dataDecide: boolean): string {
  const first = dataDecide ? "The default, unless the data suit another." : "The default.";
  const widest = Math.max(...presets.map(({ name }) => name.length));
  return presets
    .map(({ name, description }, i) => {
      const text = i === 0 ? `${description} ${first}` : description;
      return `  ${name.padEnd(widest)}  ${text}`;
    })
    .join("\n");
}
