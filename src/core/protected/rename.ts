/** A file that git found under another name in the candidate. */
export interface Rename {
  from: string;
  to: string;
}
