import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestOptions, request, type ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { LocalCloudError } from "./local-cloud-error.ts";
import { messages } from "./messages.ts";

export interface PageOptions {
  /** Folder that is served; nothing outside of it ever is. */
  readonly folder: string;
  /** File of the folder that `/` shows; `report.html` when left out. */
  readonly index?: string;
  /** Base address of the API, to which everything under `/v1/` is passed on. */
  readonly apiUrl: string;
  /** Port on 127.0.0.1; 0 (any free one) when left out. */
  readonly port?: number;
}

export interface Page {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
/** The most that API Gateway takes (10 MB); the API's own limit lies below and answers in its own words. */
const MAX_BODY_BYTES = 10_485_760;
const ANSWER_WITHIN_MS = 30_000;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".jsonl": "application/x-ndjson; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** Concern one connection and not the message (RFC 9110, 7.6.1): not passed on. */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade"];

/**
 * Serves a folder and the API under one origin, so that the page needs no CORS (on AWS a path on the distribution does
 * this).
 * @throws LocalCloudError when the port is in use
 */
export async function servePage(options: PageOptions): Promise<Page> {
  const folder = await realpath(options.folder);
  const server = createServer((incoming, answer) => {
    const passedOn = /^\/v1(\/|$|\?)/.test(incoming.url ?? "");
    const work = passedOn
      ? passOn(incoming, answer, options.apiUrl)
      : serveFile(incoming, answer, folder, options.index ?? "report.html");
    work.catch(() => (answer.headersSent ? answer.destroy() : refuse(answer, 502)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new LocalCloudError(messages.portInUse(options.port ?? 0), { cause: error }) : error);
    });
    server.listen({ host: HOST, port: options.port ?? 0, exclusive: true }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has an address with a port");
  return {
    url: `http://${HOST}:${address.port}`,
    port: address.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serveFile(incoming: IncomingMessage, answer: ServerResponse, folder: string, index: string) {
  if (incoming.method !== "GET" && incoming.method !== "HEAD") return refuse(answer, 405);
  const file = await fileFor(incoming.url ?? "/", folder, index);
  if (file === undefined) return refuse(answer, 404);
  answer.writeHead(200, {
    "content-type": TYPES[path.extname(file.path).toLowerCase()] ?? "application/octet-stream",
    "content-length": file.size,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  if (incoming.method === "HEAD") return void answer.end();
  await pipeline(createReadStream(file.path), answer);
}

/** The file that an address means, judged by where it really lies: dots, encoded ones and links that lead out find nothing. */
async function fileFor(
  url: string,
  folder: string,
  index: string,
): Promise<{ path: string; size: number } | undefined> {
  try {
    const name = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? "");
    if (name.includes("\0")) return undefined;
    const found = await realpath(path.join(folder, name === "/" ? index : name));
    if (!found.startsWith(folder + path.sep)) return undefined;
    const file = await stat(found);
    return file.isFile() ? { path: found, size: file.size } : undefined;
  } catch {
    return undefined; // not there, or not an address at all
  }
}

async function passOn(incoming: IncomingMessage, answer: ServerResponse, apiUrl: string): Promise<void> {
  if (Number(incoming.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return refuse(answer, 413);
  if (climbs(incoming.url ?? "")) return refuse(answer, 400);
  const target = new URL(apiUrl);
  const onward: RequestOptions = {
    host: target.hostname,
    port: target.port,
    method: incoming.method,
    path: `${target.pathname.replace(/\/$/, "")}${incoming.url}`,
    headers: { ...without(incoming.headers, HOP_BY_HOP), host: target.host },
    timeout: ANSWER_WITHIN_MS,
  };
  await new Promise<void>((resolve, reject) => {
    const outgoing = request(onward, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, without(reply.headers, HOP_BY_HOP));
      pipeline(reply, answer).then(resolve, reject);
    });
    outgoing.once("timeout", () => outgoing.destroy(new Error("the API did not answer in time")));
    outgoing.once("error", reject);
    // A body without a length is counted as it comes.
    let received = 0;
    incoming.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received <= MAX_BODY_BYTES) return;
      incoming.unpipe(outgoing);
      outgoing.destroy();
      refuse(answer, 413);
      resolve();
    });
    answer.once("close", () => outgoing.destroy()); // whoever asked has gone
    incoming.pipe(outgoing);
  });
}

/** Whether an address goes up somewhere on its way: passed on, it could leave the API's own path. */
function climbs(url: string): boolean {
  const segments = (url.split("?", 1)[0] ?? "").split(/\/|%2f|\\|%5c/i);
  return segments.some((segment) => /^\.{1,2}$/.test(segment.replace(/%2e/gi, ".")));
}

function without<V>(headers: NodeJS.Dict<V>, names: readonly string[]): NodeJS.Dict<V> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

const REASONS: Readonly<Record<number, string>> = {
  400: "This address goes up on its way.",
  404: "There is no such file.",
  405: "Files can only be read.",
  413: "The body is larger than the API takes.",
  502: "The API could not be reached.",
};

function refuse(answer: ServerResponse, status: number): void {
  if (answer.headersSent || answer.destroyed) return;
  // The rest of a body that nobody wants is not waited for.
  answer.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  answer.end(`${REASONS[status] ?? status}\n`);
}
