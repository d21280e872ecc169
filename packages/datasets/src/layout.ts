import type { Manifest } from "./manifest.ts";

/** One way to lay out a data set on disk: how to know it and how to read it. */
export interface Layout {
  name: string;
  /** What such a folder looks like, for people who have another. */
  looksLike: string;
  /** Whether the folder is laid out like this; looks at names only. */
  detect(root: string): Promise<boolean>;
  load(root: string): Promise<Manifest>;
}
