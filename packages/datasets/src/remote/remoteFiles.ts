import type { Listing } from "../_listing.ts";
import { readHttp } from "./_http.ts";
import { retrying } from "./_retrying.ts";
import { isObject, listS3, readS3 } from "./_s3.ts";
import { isInS3 } from "./location.ts";

/**
 * Reads a remote file whole.
 *
 * @param most - The number of bytes that it may have.
 * @throws {RemoteError} If there is none, it is larger, or the server does not give it in five attempts.
 */
export function readRemote(place: string, most: number): Promise<Buffer> {
  return retrying(() => (isInS3(place) ? readS3(place, most) : readHttp(place, most)));
}

/**
 * Lists what lies directly below a place in S3-compatible storage.
 *
 * @param most - How many names are enough; default all.
 * @throws {Error} If it is on HTTP, which has no listing.
 * @throws {RemoteError} If the server does not list it in five attempts.
 */
export function listRemote(place: string, most?: number): Promise<Listing> {
  if (!isInS3(place))
    throw new Error(
      `expected a list of the images, got ${place}: a server on HTTP does not list its files; ` +
        `name a .csv, .jsonl or .json file there`,
    );
  return retrying(() => listS3(place, most));
}

/** Whether a file is there in S3-compatible storage. */
export function isRemoteFile(place: string): Promise<boolean> {
  return retrying(() => isObject(place));
}
