import { setTimeout as pause } from "node:timers/promises";
import { Command, Option } from "commander";
import { asCommand } from "./local/as-command.ts";
import type { CdkTarget } from "./local/cdk.ts";
import { cdkDeploy, cdkDestroy, cdkDiff } from "./local/deploy.ts";
import { LocalCloudError } from "./local/local-cloud-error.ts";
import { liveHolder } from "./local/lock.ts";
import { messages } from "./local/messages.ts";
import { portOption } from "./local/port-option.ts";
import { type Run, theRun } from "./local/runs.ts";
import { say } from "./local/say.ts";
import { withLocalCloud } from "./local/session.ts";
import { readSession, type SessionFile } from "./local/session-file.ts";
import { createProgress } from "./progress.ts";

interface OfRun {
  readonly run?: string;
}

const ENDED_WITHIN_MS = 20_000;
const POLL_MS = 100;

const program = new Command("npm run local --")
  .description("The local cloud: the same stacks as on AWS, on this machine alone. `npm start` starts it too.")
  .showHelpAfterError();

program
  .command("start")
  .description("start the local cloud, deploy the stacks, and stay up until Ctrl-C")
  .addOption(portOption())
  .option("--stage <name>", "stage to deploy", "local")
  .option("--auth", "enforce IAM policies once the stacks are deployed", false)
  .action(({ port, stage, auth }: { port: number; stage: string; auth: boolean }) =>
    asCommand(() =>
      withLocalCloud({ port, stage, auth, keep: true }, async (session) => {
        print(session);
        console.log(say(messages.readyUntilCtrlC()));
      }),
    ),
  );

program
  .command("status")
  .description("addresses of the running local cloud")
  .addOption(runOption())
  .action(({ run }: OfRun) => asCommand(async () => print(deployed(theRun(run)))));

program
  .command("stop")
  .description("end the running local cloud, whichever terminal it runs in")
  .addOption(runOption())
  .action(({ run }: OfRun) => asCommand(() => stop(theRun(run))));

program
  .command("deploy")
  .description("cdk deploy of the stacks as the code says now, onto the running local cloud")
  .addOption(runOption())
  .action(({ run }: OfRun) =>
    asCommand(async () => {
      const { target, stage } = attached(theRun(run));
      const progress = createProgress();
      await progress.step(messages.deploying(stage), ({ advance }) =>
        cdkDeploy(target, { stage, onProgress: advance }),
      );
    }),
  );

program
  .command("diff")
  .description("cdk diff of the stacks against the running local cloud")
  .addOption(runOption())
  .action(({ run }: OfRun) =>
    asCommand(async () => {
      const { target, stage } = attached(theRun(run));
      for (const line of await cdkDiff(target, { stage })) console.log(line);
    }),
  );

program
  .command("destroy")
  .description("cdk destroy of all stacks on the running local cloud")
  .addOption(runOption())
  .action(({ run }: OfRun) =>
    asCommand(async () => {
      const { target, stage } = attached(theRun(run));
      await cdkDestroy({ ...target, onLine: (line) => console.log(line) }, { stage });
    }),
  );

await asCommand(async () => void (await program.parseAsync()));

function runOption(): Option {
  return new Option("--run <name>", "which one, when several are running: the name of its folder in .local/");
}

function deployed({ name, layout }: Run): SessionFile {
  const session = readSession(layout.session);
  if (session === undefined) throw new LocalCloudError(messages.notReady(name));
  return session;
}

function attached(run: Run): { target: CdkTarget; stage: string } {
  const { endpoint, stage } = deployed(run);
  return { target: { endpoint, layout: run.layout }, stage };
}

async function stop({ layout, holder }: Run): Promise<void> {
  process.kill(holder.pid, "SIGTERM");
  for (let waited = 0; liveHolder(layout.lock) !== undefined; waited += POLL_MS) {
    if (waited > ENDED_WITHIN_MS) throw new LocalCloudError(messages.doesNotEnd(holder.pid));
    await pause(POLL_MS);
  }
  console.log(say(messages.stopped()));
}

function print({ endpoint, apiUrl, stage }: Pick<SessionFile, "endpoint" | "apiUrl" | "stage">): void {
  console.log(`AWS_ENDPOINT_URL  ${endpoint}\nAPI               ${apiUrl}\nstage             ${stage}`);
}
