/** What a folder holds: plain names. */
export interface Listing {
  folders: string[];
  files: string[];
}
