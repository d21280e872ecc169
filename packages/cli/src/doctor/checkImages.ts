import type { Check } from "./diagnosis.ts";

/** Images of 8 x 8 pixels of the colour 200, 40, 120. */
const images = {
  PNG: "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEUlEQVQI12M4oVGBFTEMLQkAPtVaAWDkDQwAAAAASUVORK5CYII=",
  JPEG: "/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABgj/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCWAEaw3//Z",
  WebP: "UklGRh4AAABXRUJQVlA4TBEAAAAvB8ABAAdQlCIXr/+BiOh/AAA=",
};
const colour = [200, 40, 120];

/** Decodes an image of each usual kind. */
export async function checkImages(): Promise<Check> {
  const { decodeImage } = await import("@flawlens/datasets");
  for (const [kind, text] of Object.entries(images)) {
    const { data } = await decodeImage(Buffer.from(text, "base64"));
    const apart = Math.max(...colour.map((value, i) => Math.abs(value - data[i])));
    if (apart > 3)
      throw new Error(`expected ${kind} of the colour ${colour}, got one ${apart} off`); // JPEG rounds
  }
  return { name: "images", state: "ok", found: `sharp decodes ${Object.keys(images).join(", ")}` };
}
