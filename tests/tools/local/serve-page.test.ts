import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Page, servePage } from "../../../tools/local/serve-page.ts";

let folder: string;
let api: Server;
let page: Page;
let seen: { method: string | undefined; url: string | undefined; key: string | undefined; body: string }[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "perennial-page-"));
  mkdirSync(path.join(folder, "out"));
  writeFileSync(path.join(folder, "secret.txt"), "secret");
  writeFileSync(path.join(folder, "out", "report.html"), "<h1>Report</h1>");
  writeFileSync(path.join(folder, "out", "roi.csv"), "journey,roi\n");
  symlinkSync(path.join(folder, "secret.txt"), path.join(folder, "out", "link.txt"));
  seen = [];
  api = createServer(async (incoming: IncomingMessage, answer) => {
    let body = "";
    try {
      for await (const chunk of incoming) body += chunk;
    } catch {
      return; // broken off by whoever passes it on
    }
    seen.push({ method: incoming.method, url: incoming.url, key: incoming.headers.authorization, body });
    answer.writeHead(202, { "content-type": "application/json", etag: '"7"' }).end('{"accepted":1}');
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const address = api.address();
  const apiPort = typeof address === "object" ? address?.port : undefined;
  page = await servePage({
    folder: path.join(folder, "out"),
    apiUrl: `http://127.0.0.1:${apiPort}/_aws/execute-api/perennial/$default`,
  });
});
afterEach(async () => {
  await page.stop();
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** Sends an address as it is; `fetch` would take the dots out of it. */
function raw(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(page.port, "127.0.0.1", () => socket.write(`GET ${address} HTTP/1.0\r\n\r\n`));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("the page's server", () => {
  test("shows the report at its root, and the other files by their names and types", async () => {
    const root = await fetch(page.url);
    expect([await root.text(), root.headers.get("content-type")]).toEqual([
      "<h1>Report</h1>",
      "text/html; charset=utf-8",
    ]);
    expect((await fetch(`${page.url}/roi.csv`)).headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect((await fetch(`${page.url}/nothing.html`)).status).toBe(404);
  });

  test.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/./../secret.txt",
    "//../secret.txt",
    "/out/../../secret.txt",
    "/..\\secret.txt",
    "/link.txt",
    "/report.html%00.txt",
    "/%",
    "/",
  ])("gives nothing from outside its folder for %s", async (address) => {
    expect(await raw(address)).not.toContain("secret");
    if (address !== "/") expect(await raw(address)).toContain("404");
  });

  test("only reads files", async () => {
    expect((await fetch(`${page.url}/report.html`, { method: "POST", body: "x" })).status).toBe(405);
  });

  test("passes everything under /v1/ on to the API, with its method, query, key and body, and its answer back", async () => {
    const answer = await fetch(`${page.url}/v1/events?dry=1`, {
      method: "POST",
      headers: { authorization: "Bearer key.secret" },
      body: "{}",
    });
    expect([answer.status, answer.headers.get("etag"), await answer.json()]).toEqual([202, '"7"', { accepted: 1 }]);
    const url = "/_aws/execute-api/perennial/$default/v1/events?dry=1";
    expect(seen).toEqual([{ method: "POST", url, key: "Bearer key.secret", body: "{}" }]);
  });

  test.each(["/v1/../../../../_ministack/reset", "/v1/%2e%2e/%2E%2e/x", "/v1/a/..%2fb", "/v1/..%5cb"])(
    "does not pass on %s, which climbs out of the API's path",
    async (address) => {
      expect(await raw(address)).toContain("400");
      expect(seen).toEqual([]);
    },
  );

  test("refuses a body above API Gateway's limit, announced or counted as it comes", async () => {
    const body = Buffer.alloc(10_485_761);
    const announced = await fetch(`${page.url}/v1/events`, { method: "POST", body }).catch(() => undefined);
    expect(announced?.status ?? 413).toBe(413);
    const chunks = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < body.length; sent += 1_048_576) controller.enqueue(body.subarray(0, 1_048_577));
        controller.close();
      },
    });
    const streamed: RequestInit = { method: "POST", body: chunks, duplex: "half" };
    const counted = await fetch(`${page.url}/v1/events`, streamed).catch(() => undefined);
    expect(counted?.status ?? 413).toBe(413);
    expect(seen).toEqual([]);
  });

  test("says 502 when the API is not there", async () => {
    await new Promise((resolve) => api.close(resolve));
    expect((await fetch(`${page.url}/v1/health`)).status).toBe(502);
  });

  test("names the port when it is taken", async () => {
    const second = servePage({ folder, apiUrl: "http://127.0.0.1:1", port: page.port });
    await expect(second).rejects.toThrow(`Port ${page.port} is in use`);
  });
});
