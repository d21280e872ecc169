import { join } from "node:path";
import {
  describeWithModel,
  formatRegionCounts,
  regionCounts,
  saveRegions,
} from "@flawlens/alphaclip";
import type { RegionManifest } from "@flawlens/alphaclip";
import { withOutputFolder } from "../output/withOutputFolder.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { makeRegions } from "./openRegions.ts";
import type { RegionSources } from "./openRegions.ts";

/** What `regions build` is told. */
export interface BuildOptions extends Omit<RegionSources, "describe"> {
  out: string;
  overwrite?: boolean;
  /** An endpoint that is asked for the descriptions, and its model: both or neither. */
  describeUrl?: string;
  describeModel?: string;
}

/**
 * Splits the masks of data sets into regions, prints the paper's Tables 1 and 2 of them and their descriptions, and
 * writes `regions.json`.
 */
export async function buildRegionsFile(
  terminal: Terminal,
  { out, overwrite, describeUrl, describeModel, ...sources }: BuildOptions,
): Promise<void> {
  if ((describeUrl === undefined) !== (describeModel === undefined))
    throw new UsageError(
      "expected --describe-url and --describe-model together, got one of them only",
    );
  const describe =
    describeUrl === undefined
      ? undefined
      : describeWithModel({ baseUrl: describeUrl, model: describeModel as string });
  await withOutputFolder(out, { files: ["regions.json"], overwrite }, async () => {
    const regions = await makeRegions(terminal, { ...sources, ...(describe && { describe }) });
    const file = join(out, "regions.json");
    await saveRegions(file, regions);
    terminal.result(tablesOf(regions));
    const { skipped } = regions;
    if (skipped.length > 0)
      terminal.note(
        `${skipped.length} images gave no region, such as ${skipped[0].sample}: ${skipped[0].why}`,
      );
    terminal.tell(
      `${file}: ${regions.regions.length} regions, ${regions.descriptions.length} descriptions`,
    );
  });
}

function tablesOf({ regions, descriptions }: RegionManifest): string {
  const texts = descriptions.map(({ description }) => `  ${description}`);
  return `${formatRegionCounts(regionCounts(regions))}\n\ndescriptions\n${texts.join("\n")}`;
}
