import { describerConfig, type DescriberConfig } from "@flawlens/alphaclip";
import { parseBy, readConfigFile } from "../../multitype-fcdd/src/configFile.ts";

/** Reads a configuration file; what it leaves out is as in the paper. */
export function readConfig(file: string): Promise<DescriberConfig> {
  return readConfigFile(file, (json) => parseBy(describerConfig, json));
}
