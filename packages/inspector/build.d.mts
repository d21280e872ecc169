/** Builds a page as files to serve; default the inspector. */
export declare function buildPage(
  outDir: string,
  options?: { conditions?: readonly string[]; page?: "inspector" | "live" },
): Promise<void>;
/** Puts a built page into one file that browsers open from a disk. */
export declare function buildFile(page: string, file: string): Promise<void>;
