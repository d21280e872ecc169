import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { OpenExternal } from "../externalSource.ts";
import { shorten } from "../_shorten.ts";
import { fileSource } from "./fileSource.ts";

/**
 * Opens the files in which an ONNX model keeps elements outside of its own file. Only regular files
 * in the model's folder and the folders below are opened: a pipe, on which reading would wait, and a
 * link that leads out of the folder are refused, as the Python package onnx does. A link to a file
 * inside the folder is followed.
 *
 * @param file - The path of the model.
 * @param context - How errors begin.
 * @returns A function for `openInitializers`; it throws a RangeError that names the tensor and the
 *   file, and what to do.
 */
export function filesBeside(file: string, context: string): OpenExternal {
  return async (location, tensor) => {
    const refuse = (got: string, cause?: unknown): RangeError =>
      new RangeError(
        `${context}: expected the data of ${tensor} in ${shorten(location)} beside the model, got ${got}`,
        { cause },
      );
    const failed = (cause: NodeJS.ErrnoException): never => {
      throw refuse(cause.code ?? cause.message, cause);
    };
    const folder = dirname(file);
    const path = await realpath(join(folder, location)).catch(failed);
    if (!isInside(path, await realpath(folder).catch(failed)))
      throw refuse(
        "a link that leads out of the model's folder; copy the file itself into that folder",
      );
    const handle = await open(path, readWithoutWaiting).catch(failed);
    try {
      const stats = await handle.stat();
      if (!stats.isFile())
        throw refuse(stats.isDirectory() ? "a folder" : "a pipe or a device; a file is needed");
      return { ...fileSource(handle, stats.size, context), close: () => handle.close() };
    } catch (error) {
      await handle.close();
      throw error;
    }
  };
}

// A pipe is opened at once and refused by its kind; a link that has just taken the file's place is
// not followed. Windows knows neither flag nor case.
const readWithoutWaiting =
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
