/** What this page is served with. */
export const served = new URLSearchParams(location.search);

/** Whether this page is served beside a run. */
export const isServed = served.has("run");

/** The image of a sample of the served run, by its index. */
export async function readServedImage(index: number): Promise<Blob> {
  return (await getServed(`run/images/${index}`)).blob();
}

/**
 * Asks the server of this page.
 *
 * @throws {Error} If it does not give the file.
 */
export async function getServed(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok)
    throw new Error(`Expected ${path} from flawlens inspect, got ${response.status}.`);
  return response;
}
