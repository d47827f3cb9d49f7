/** The files of one day's export. Written after the last of them: a day without a manifest is not there yet. */
export interface ExportManifest {
  /** The shop's day that the figures are as of. */
  asOf: string;
  writtenAt: string;
  files: { name: string; bytes: number }[];
}

/** Where exports are kept. A day's export may be written again; the store keeps the earlier version. */
export interface ExportStore {
  /** Answers how many bytes it took. A text is stored as UTF-8. */
  write(asOf: string, name: string, body: string | Uint8Array): Promise<number>;
  publish(manifest: ExportManifest): Promise<void>;
  /** The manifest of a day, or of the latest day that has one. */
  manifest(asOf?: string): Promise<ExportManifest | undefined>;
  read(asOf: string, name: string): Promise<Uint8Array | undefined>;
  /** Files that another job wrote for the same day, at a time of its own: the close's. */
  publishBeside(manifest: ExportManifest): Promise<void>;
  beside(asOf: string): Promise<ExportManifest | undefined>;
}
