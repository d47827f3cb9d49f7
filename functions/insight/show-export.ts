import { s3Exports } from "../../adapters/s3/s3-exports.ts";
import { problem } from "../../core/contract/problem.ts";
import type { ExportManifest } from "../../core/insight/export-store.ts";
import { envOf } from "../runtime/env.ts";
import { api, type HttpAnswer, type HttpRequest, refused } from "../runtime/http.ts";

const exports = s3Exports(envOf("insight/show-export").EXPORTS_BUCKET);

/** A Lambda may answer 6 MB, and bytes go as base64, four for three: larger files are read from the bucket. */
const MAX_BYTES = 4_400_000;

const TYPES: Record<string, string> = {
  csv: "text/csv; charset=utf-8",
  html: "text/html; charset=utf-8",
  jsonl: "application/x-ndjson; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};
const typeOf = (name: string): string => TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";

const unknown = (detail: string): HttpAnswer => refused(problem(404, "export-unknown", "Export unknown", detail));

/** The manifest of the day that is asked for, the latest else; undefined for a day without one, or that is no day. */
async function manifestOf({ query: { asOf } }: HttpRequest): Promise<ExportManifest | undefined> {
  if (asOf !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(asOf)) return undefined;
  const whole = await exports.manifest(asOf);
  const day = asOf ?? whole?.asOf;
  // The close of a day is there hours before the export of the same day.
  const beside = day === undefined ? undefined : await exports.beside(day);
  if (whole === undefined || beside === undefined) return whole ?? beside;
  return { ...whole, files: [...whole.files, ...beside.files] };
}

async function list(request: HttpRequest): Promise<HttpAnswer> {
  const manifest = await manifestOf(request);
  if (manifest === undefined && request.query.asOf !== undefined) return unknown("that day was not exported");
  const { asOf = null, writtenAt = null, files = [] } = manifest ?? {};
  return {
    status: 200,
    body: { asOf, writtenAt, exports: files.map((file) => ({ ...file, type: typeOf(file.name) })) },
  };
}

async function show(request: HttpRequest): Promise<HttpAnswer> {
  const manifest = await manifestOf(request);
  const file = manifest?.files.find(({ name }) => name === request.parameters.name);
  if (manifest === undefined || file === undefined) return unknown("no export of that day has this name");
  if (file.bytes > MAX_BYTES) {
    const detail = `${file.name} has ${file.bytes} bytes: read days/${manifest.asOf}/${file.name} from the exports bucket`;
    return refused(problem(422, "export-too-large", "Export too large", detail));
  }
  const body = await exports.read(manifest.asOf, file.name);
  if (body === undefined) return unknown("no export of that day has this name");
  const headers = {
    "content-type": typeOf(file.name),
    "content-disposition": `${file.name.endsWith(".html") ? "inline" : "attachment"}; filename="${file.name}"`,
    "x-content-type-options": "nosniff",
  };
  return { status: 200, body, headers };
}

/** Finance's exports, as they were written. */
export const handler = api("insight/show-export", {
  "GET /v1/exports": { scope: "exports:read", handle: list },
  "GET /v1/exports/{name}": { scope: "exports:read", handle: show },
});
