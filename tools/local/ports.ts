import { connect, createServer } from "node:net";
import { LocalCloudError } from "./local-cloud-error.ts";
import { messages } from "./messages.ts";

const HOST = "127.0.0.1";

/** Reads a port as a person gives it (`--port`, `PERENNIAL_PORT`); LocalCloudError when it makes no sense. */
export function parsePort(given: string): number {
  const port = Number(given);
  if (!/^\d+$/.test(given) || port < 1 || port > 65_535) throw new LocalCloudError(messages.portMakesNoSense(given));
  return port;
}

/** A port that is free at this moment, chosen by the operating system. */
export async function freePort(): Promise<number> {
  const server = createServer();
  try {
    await listening(server, 0);
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a TCP server has an address with a port");
    return address.port;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** LocalCloudError, naming the port and the way to choose another, when something listens there already. */
export async function requireFreePort(port: number): Promise<void> {
  if (await answers(port)) throw new LocalCloudError(messages.portInUse(port));
  const server = createServer();
  try {
    await listening(server, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new LocalCloudError(messages.portInUse(port), { cause: error });
    if (code === "EACCES") throw new LocalCloudError(messages.portForbidden(port), { cause: error });
    throw error;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Asks by connecting: one that listens on all addresses can leave this one free to bind and would still be in the way. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function listening(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: HOST, port, exclusive: true }, resolve);
  });
}
