import { describerConfig, describerPresets } from "@flawlens/alphaclip";
import { describeConfig } from "../config/describeConfig.ts";
import { formatConfig } from "../config/formatConfig.ts";

/** The presets of a region describer and every key of its configuration, as text for a terminal. */
export function describerHelp(): string {
  const presets = Object.entries(describerPresets);
  const widest = Math.max(...presets.map(([name]) => name.length));
  const lines = presets.map(
    ([name, { description }], i) =>
      `  ${name.padEnd(widest)}  ${description}${i === 0 ? " The default." : ""}`,
  );
  return [
    `Presets (--config NAME):\n${lines.join("\n")}`,
    `Configuration (--set key=value, or a file of JSON with --config FILE):\n${formatConfig(describeConfig(describerConfig))}`,
  ].join("\n\n");
}
