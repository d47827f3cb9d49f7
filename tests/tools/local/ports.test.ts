import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { LocalCloudError } from "../../../tools/local/local-cloud-error.ts";
import { freePort, parsePort, requireFreePort } from "../../../tools/local/ports.ts";

async function occupied<T>(host: string, use: (port: number) => Promise<T>): Promise<T> {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port, host }, resolve));
  try {
    return await use(port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("a port in use", () => {
  test.each(["127.0.0.1", "0.0.0.0"])("on %s is told in a sentence that names it and how to choose another", (host) =>
    occupied(host, async (port) => {
      const error: unknown = await requireFreePort(port).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(LocalCloudError);
      const { sentence } = error as LocalCloudError;
      for (const text of [sentence.en, sentence.zh]) {
        expect(text).toContain(String(port));
        expect(text).toContain("--port");
        expect(text).toContain("PERENNIAL_PORT");
      }
    }),
  );

  test("is free again when its program has ended", async () => {
    const port = await occupied("127.0.0.1", async (taken) => taken);
    await expect(requireFreePort(port)).resolves.toBeUndefined();
  });
});

describe("a port as a person gives it", () => {
  test.each(["0", "65536", "-1", "80.5", "1e3", "", "http"])("is refused when it is %j", (given) => {
    expect(() => parsePort(given)).toThrow(LocalCloudError);
  });

  test("is a number from 1 to 65535", () => {
    expect([parsePort("1"), parsePort("65535")]).toEqual([1, 65535]);
  });
});
