import { Command, CommanderError } from "commander";
import { ChannelKeyError } from "../../adapters/dynamo/dynamo-channel-keys.ts";
import { ProgrammeMissingError } from "../../core/programme/programme-store.ts";
import { LocalCloudError } from "../local/local-cloud-error.ts";
import { closeCommand } from "./close.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import { withDeploymentOptions } from "./deployment-options.ts";
import { discrepanciesCommand } from "./discrepancies.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { issueCommand } from "./issue.ts";
import { keysCommand } from "./keys.ts";
import { parkedCommand } from "./parked.ts";
import { programmeCommand } from "./programme.ts";
import { replayCommand } from "./replay.ts";

/** The command line. It talks to whichever deployment it is pointed at. */
export function perennialProgram(context: CommandContext): Command {
  const program = withDeploymentOptions(new Command("perennial"))
    .description(
      "Perennial's command line: keys, history, programme, parked records, replay, closed days, discrepancies, exports",
    )
    .usage("[options] <command>")
    .showHelpAfterError("(add --help for what there is)")
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.note(text.trimEnd()),
    })
    .addHelpText(
      "after",
      `
Which deployment:
  Without an option it is the local cloud of this checkout that is running (npm start).
  --stage prod --region eu-west-2   the stacks of a stage on AWS, with the credentials that the AWS SDK finds
  --outputs outputs.json            a file of \`cdk deploy --outputs-file\`; AWS_ENDPOINT_URL says where, if not AWS

Exit codes: 0 done, 1 refused or not done, 2 asked wrongly.

Examples:
  $ npm run perennial -- keys make "till 3" --scope events:write
  $ npm run perennial -- import members.csv orders.csv --time-zone Asia/Shanghai
  $ npm run perennial -- programme diff config
  $ npm run perennial -- parked list --stage prod --region eu-west-2`,
    );
  const commands = [
    keysCommand,
    importCommand,
    programmeCommand,
    parkedCommand,
    replayCommand,
    issueCommand,
    closeCommand,
    discrepanciesCommand,
    exportCommand,
  ];
  for (const command of commands) program.addCommand(command(context));
  // Commands that hold commands inherit nothing of these from commander.
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  for (const command of all(program)) command.copyInheritedSettings(program).exitOverride();
  return program;
}

/** What the AWS SDK throws when it has no credentials, or they may not do this. */
const AWS_SENTENCES: Record<string, string> = {
  CredentialsProviderError:
    "no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  ExpiredTokenException: "the AWS credentials have expired",
  AccessDeniedException: "the AWS credentials may not do this",
  ResourceNotFoundException: "what the outputs name is not there: is it the right Region, and the right outputs?",
};

/** What went wrong in a sentence, when it is something that the person at the terminal can put right. */
function sentenceOf(error: unknown): { sentence: string; exitCode: number } | undefined {
  if (error instanceof CommandError) return { sentence: error.message, exitCode: error.exitCode };
  if (error instanceof LocalCloudError || error instanceof ChannelKeyError || error instanceof ProgrammeMissingError) {
    return { sentence: error.message, exitCode: 1 };
  }
  if (!(error instanceof Error)) return undefined;
  if ((error as { code?: string }).code === "ECONNREFUSED") {
    return {
      sentence: `nothing answers at ${process.env.AWS_ENDPOINT_URL ?? "the endpoint"}: is it running?`,
      exitCode: 1,
    };
  }
  const sentence = AWS_SENTENCES[error.name];
  if (sentence) return { sentence: `${sentence} (${error.message})`, exitCode: 1 };
  // CloudFormation has no name for it.
  if (/^Stack with id .* does not exist/.test(error.message)) return { sentence: error.message, exitCode: 1 };
  return undefined;
}

/** Runs the command line; what isn't ours to explain is thrown. */
export async function runPerennial(argv: readonly string[], context: CommandContext): Promise<void> {
  try {
    await perennialProgram(context).parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong; help that was asked for is no error.
      if (error.exitCode !== 0) context.exitCode(2);
      return;
    }
    const known = sentenceOf(error);
    if (!known) throw error;
    context.note(known.sentence);
    context.exitCode(known.exitCode);
  }
}
