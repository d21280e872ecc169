/** Builds the page as files to serve. */
export declare function buildPage(
  outDir: string,
  options?: { conditions?: readonly string[] },
): Promise<void>;
/** Puts a built page into one file that browsers open from a disk. */
export declare function buildFile(page: string, file: string): Promise<void>;
