/** One line of the table: what is claimed, what was found, what it is held against. */
export interface Line {
  claim: string;
  figure: string;
  bar: string;
  passed: boolean;
}

/** A claim that a command can show. One may come to several lines. */
export interface Claim {
  /** What `npm run prove -- <suite> <name>` calls it. */
  name: string;
  /** In a few words, for the list and the progress. */
  says: string;
  /** Never throws for a bar missed: that is a line. Throws when it could not be tried at all. */
  run(ground: Ground): Promise<Line[]>;
}

/** What an issue must show, in the order in which it is tried: the claims of a row go side by side. */
export type Suite = readonly (readonly Claim[])[];

/** What claims stand on: each asks for what it needs, and what is costly is made once and shared. */
export interface Ground {
  /** A folder for this claim's files, made and empty. */
  folder(name: string): string;
  /** Says how far it is. */
  say(text: string): void;
  /** Keeps something open until the end of the whole run; ended in reverse order. */
  atEnd(end: () => Promise<void>): void;
  /** Made once for all claims of the run that ask under this name. */
  once<T>(name: string, make: () => Promise<T>): Promise<T>;
}
