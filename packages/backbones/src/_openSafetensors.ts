import { readExactly } from "@flawlens/files";

import { toStored } from "./_dtypes.ts";
import { headerLength, parseHeader } from "./_safetensorsHeader.ts";
import type { OpenWeights } from "./_weightsFile.ts";

export const openSafetensors: OpenWeights = async (handle, fileBytes, source) => {
  const first = new Uint8Array(await readExactly(handle, 0, Math.min(8, fileBytes), source));
  const length = headerLength(first, fileBytes, source);
  const header = new Uint8Array(await readExactly(handle, 8, length, source));
  const { metadata, entries, dataStart } = parseHeader(header, fileBytes - 8 - length, source);
  return {
    metadata,
    tensors: entries,
    async *read(names) {
      for (const name of names) {
        const entry = entries.get(name);
        if (!entry) throw new RangeError(`${source}: expected a tensor ${name}, got none`);
        const { dtype, shape, begin, end } = entry;
        const buffer = await readExactly(handle, dataStart + begin, end - begin, source);
        yield [name, toStored(dtype, shape, buffer)];
      }
    },
  };
};
