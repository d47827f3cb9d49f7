import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { LOCAL_CREDENTIALS } from "../../../tools/local/cdk.ts";
import { type Cloud, startCloud } from "../../../tools/local/cloud.ts";
import { LOCAL_REGION, layoutOf, projectRoot } from "../../../tools/local/layout.ts";
import { freePort, requireFreePort } from "../../../tools/local/ports.ts";
import { findProcess } from "../../../tools/local/process-table.ts";
import { ensureVenv } from "../../../tools/local/python.ts";

let stateDir: string;
let port: number;
let cloud: Cloud | undefined;
let starter: ChildProcess | undefined;

/** The first run of a fresh checkout installs the local cloud here: ten seconds, minutes on a slow line. */
beforeAll(() => ensureVenv(), 600_000);
beforeEach(async () => {
  stateDir = mkdtempSync(path.join(tmpdir(), "perennial-cloud-"));
  port = await freePort();
});
afterEach(async () => {
  await cloud?.stop();
  cloud = undefined;
  starter?.kill("SIGKILL");
  starter = undefined;
  rmSync(stateDir, { recursive: true, force: true });
});

const start = async () => {
  cloud = await startCloud({ port, stateDir });
  return cloud;
};
const isHealthy = async () => (await fetch(`http://127.0.0.1:${port}/_ministack/health`)).ok;

/** Starts the cloud in a process of its own and comes back with the number of the cloud's process. */
async function startedElsewhere(): Promise<number> {
  const module = pathToFileURL(path.join(projectRoot, "tools", "local", "cloud.ts")).href;
  const script = `import { startCloud } from ${JSON.stringify(module)};
    const cloud = await startCloud(${JSON.stringify({ port, stateDir })});
    process.send(cloud.pid);
    setInterval(() => {}, 60_000);`;
  starter = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const [pid] = await once(starter, "message");
  return Number(pid);
}

const goneWithin = async (pid: number, milliseconds: number) => {
  for (let waited = 0; waited < milliseconds && findProcess(pid) !== undefined; waited += 20) await pause(20);
  return findProcess(pid) === undefined;
};

describe("the local cloud", () => {
  test("answers once started, and leaves no process and an open port when stopped", async () => {
    const { pid, stop } = await start();
    expect(await isHealthy()).toBe(true);
    await stop();
    expect(findProcess(pid)).toBeUndefined();
    // The system may lend the port to somebody's outgoing connection for a moment: it is a free one like any other.
    await vi.waitFor(() => requireFreePort(port), { timeout: 5_000, interval: 200 });
    expect(existsSync(layoutOf(stateDir).lock)).toBe(false);
  });

  test("keeps its state over a restart, and starts clean otherwise", async () => {
    const running = await start();
    const credentials = LOCAL_CREDENTIALS;
    const sqs = new SQSClient({ endpoint: running.endpoint, region: LOCAL_REGION, credentials });
    const queues = async () => (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [];
    await sqs.send(new CreateQueueCommand({ QueueName: "kept" }));
    await running.restart({ auth: true });
    expect(await queues()).toHaveLength(1);
    await running.stop();
    await start();
    expect(await queues()).toEqual([]);
  });

  test("refuses a second start beside the first, naming its process, and leaves the first alone", async () => {
    await startedElsewhere();
    const second = startCloud({ port: await freePort(), stateDir });
    await expect(second).rejects.toThrow(`It is already running here (process ${starter?.pid}`);
    expect(await isHealthy()).toBe(true);
  });

  test("refuses a port in use, and can be started on another at once", async () => {
    await startedElsewhere();
    const other = mkdtempSync(path.join(tmpdir(), "perennial-cloud-"));
    await expect(startCloud({ port, stateDir: other })).rejects.toThrow(`Port ${port} is in use`);
    const beside = await startCloud({ port: await freePort(), stateDir: other });
    await beside.stop();
    rmSync(other, { recursive: true, force: true });
  });

  test("dies with its starter, kill -9 included, and the next start works", async () => {
    const pid = await startedElsewhere();
    expect(findProcess(pid)).toBeDefined();
    starter?.kill("SIGKILL");
    expect(await goneWithin(starter?.pid ?? 0, 5_000)).toBe(true);
    expect(await goneWithin(pid, 5_000)).toBe(true);
    expect(existsSync(layoutOf(stateDir).lock)).toBe(true);
    await start();
    expect(await isHealthy()).toBe(true);
  });

  test("that ends by itself is told, with the tail of its log", async () => {
    const { pid, crashed } = await start();
    process.kill(pid, "SIGKILL");
    const error = await crashed;
    expect(error.sentence.en).toContain("ended by itself");
    expect(error.detail).toContain("Ready");
  });
});
