import type { Vault } from "../members/vault.ts";
import type { ProgrammeStore } from "../programme/programme-store.ts";
import { daysAfter } from "../programme/shop-day.ts";
import { SnapshotMissingError } from "../scoring/snapshot.ts";
import { buildReport } from "./build-report.ts";
import { dumpsOf } from "./dumps.ts";
import type { ExportManifest, ExportStore } from "./export-store.ts";
import type { MemberFile, MemberFiles, NightStanding } from "./member-file.ts";
import type { ReportModel } from "./report-model.ts";
import { rowsOfFiles } from "./rows-of-files.ts";

export interface ExportRequest {
  /** Last day of the period: it must have been scored. */
  asOf: string;
  /** Day of the scoring that the period begins after; nobody had a segment then if it was not scored. */
  firstScoring: string;
  /** The clock's moment. */
  now: string;
  /** Share of the members written to that a simulation let answer, for the labels. */
  respondShare?: number | undefined;
}

export interface ExportPorts {
  members: MemberFiles;
  vault: Pick<Vault, "people">;
  programmes: Pick<ProgrammeStore, "programme" | "journeys">;
  /** A night's standings by member. @throws when that night was not scored */
  standings(asOf: string): Promise<ReadonlyMap<string, NightStanding>>;
  /** From best to worst. */
  segments: readonly string[];
  /** Files that are made of the report, by name. */
  renderings: Record<string, (model: ReportModel) => string | Uint8Array | Promise<Uint8Array>>;
  exports: Pick<ExportStore, "write" | "publish">;
}

/** Messages on the page: enough to see what goes out, while the page stays one that opens at once. */
const OUTBOX_AT_MOST = 200;

/**
 * Writes a day's export: the dumps, finance's table in its forms, the page. The manifest is written last, so that readers
 * see the whole of a day or nothing; a second run of the same day writes the same files again.
 */
export async function writeExports(request: ExportRequest, ports: ExportPorts): Promise<ExportManifest> {
  const { asOf, firstScoring, now, respondShare } = request;
  const [{ value: programme }, journeys, first, last] = await Promise.all([
    ports.programmes.programme(),
    ports.programmes.journeys(),
    standingsIfScored(firstScoring, ports),
    ports.standings(asOf),
  ]);
  const files: MemberFile[] = [];
  for await (const some of ports.members.all()) files.push(...some);
  const people = await ports.vault.people(files.map(({ memberId }) => memberId));
  const customerIds = new Map(
    [...people].flatMap(([memberId, { fields }]): [string, string][] =>
      fields.customerId === undefined ? [] : [[memberId, fields.customerId]],
    ),
  );
  const model = buildReport({
    programme,
    journeys: journeys.map(({ value }) => value),
    segments: ports.segments,
    from: daysAfter(firstScoring, 1),
    asOf,
    scoredFirstOn: firstScoring,
    scoredLastOn: asOf,
    rows: rowsOfFiles(files, first, last),
    outboxAtMost: OUTBOX_AT_MOST,
    respondShare,
  });
  const dumps = Object.entries(dumpsOf({ files, first, last, customerIds }));
  const written: ExportManifest["files"] = [];
  const write = async (name: string, body: string | Uint8Array): Promise<void> => {
    written.push({ name, bytes: await ports.exports.write(asOf, name, body) });
  };
  for (const [name, text] of dumps) await write(`${name}.jsonl`, text);
  for (const [name, rendering] of Object.entries(ports.renderings)) await write(name, await rendering(model));
  const manifest = { asOf, writtenAt: now, files: written };
  await ports.exports.publish(manifest);
  return manifest;
}

/** A period may begin before the first night: whoever was scored later came from nowhere. */
async function standingsIfScored(asOf: string, ports: ExportPorts): Promise<ReadonlyMap<string, NightStanding>> {
  try {
    return await ports.standings(asOf);
  } catch (error) {
    if (error instanceof SnapshotMissingError) return new Map();
    throw error;
  }
}
