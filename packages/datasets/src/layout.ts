import type { Manifest } from "./manifest.ts";

/** What a user can say about a folder whose names do not say it. */
export interface LayoutOptions {
  /**
   * Name of the folders that hold normal images, such as "gut"; in lists, the word that labels
   * them. Case, spaces, "-" and "_" do not count. It takes the place of the known names (good,
   * normal, ok, nominal, defect_free).
   */
  normal?: string;
  /**
   * Folder of the masks: relative to the data's folder, or else to the working directory. It must
   * lie inside the data's folder. The mask of `test/crack/a.png` is looked for in its folders
   * `test/crack`, `crack` and in itself, as `a_mask.*` or `a.*`.
   */
  masks?: string;
  /**
   * Whether lists and manifests may name files outside of the data's folder. Default false: a file that
   * somebody else made, or a link beside it, could otherwise have any image of this machine read. Links in
   * folders that are read without a list are followed.
   */
  allowOutside?: boolean;
  /**
   * The only category to read, such as "hazelnut"; the files of the others are not listed. Paths and ids
   * stay those of the whole data set.
   */
  category?: string;
}

/** One way to lay out a data set on disk: how to recognise it and how to read it. */
export interface Layout {
  name: string;
  /** What such a folder looks like, for people who have another. */
  looksLike: string;
  /** The options that it understands; `loadDataset` refuses the others. Default: none. */
  options?: readonly (keyof LayoutOptions)[];
  /** Whether the folder is laid out like this; looks at names only. */
  detect(root: string, options?: LayoutOptions): Promise<boolean>;
  load(root: string, options?: LayoutOptions): Promise<Manifest>;
}
