import path from "node:path";
import { AssetHashType, DockerImage, Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { EnvironmentOf, FunctionName } from "../../functions/catalog.ts";
import { writeBundle } from "../bundles.ts";
import { acknowledgeWildcard } from "../exceptions.ts";
import { functionOutput, pascalOf } from "../outputs.ts";
import type { Platform, Settings } from "../platform.ts";
import { prefixOf, type Stage } from "../stages.ts";

/** What the platform gives to whoever asks for it by its catalog entry; the rest must be said. */
type Own<F extends FunctionName> = Omit<EnvironmentOf<F>, keyof Settings>;

export type PerennialFunctionProps<F extends FunctionName> = {
  platform: Platform;
  name: F;
  memoryMb?: number;
  timeout?: Duration;
} & (keyof Own<F> extends never ? { environment?: never } : { environment: Own<F> });

/**
 * A function of the catalog: its bundle, its environment as the catalog types it, a role that may do nothing yet but
 * write its own log, and traces. What it may do is said by the verbs of `allow.ts`.
 */
export class PerennialFunction<F extends FunctionName = FunctionName> extends LambdaFunction {
  readonly catalogName: F;
  readonly platform: Platform;
  /** The role, known not to be imported: statements land in its own policy. */
  readonly executionRole: Role;

  constructor(scope: Construct, props: PerennialFunctionProps<F>) {
    const { platform, name } = props;
    const id = pascalOf(name);
    // Named, so that an operator finds `perennial-prod-members-apply` and its log without looking it up.
    const functionName = `${prefixOf(platform.stage)}-${name.replace("/", "-")}`;
    const logGroup = new LogGroup(scope, `${id}Log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: platform.stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    super(scope, id, {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: bundledCode(name),
      environment: { ...platform.settingsFor(name), ...props.environment, NODE_OPTIONS: nodeOptions(platform.stage) },
      memorySize: props.memoryMb ?? 512,
      timeout: props.timeout ?? Duration.seconds(10),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
    });
    this.catalogName = name;
    this.platform = platform;
    this.executionRole = role;
    role.addToPolicy(
      new PolicyStatement({
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
    );
    acknowledgeWildcard(role, "traces");
    if (platform.stage.clock === "turned") this.mayUseTurnedClock();
    platform.functions.set(name, this);
    platform.outputs.set(functionOutput(name), functionName);
  }

  /** Adds a permission to the function's own role. */
  may(actions: string[], resources: string[], conditions?: Record<string, Record<string, string | string[]>>): this {
    this.executionRole.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions ? { conditions } : {}) }));
    return this;
  }

  /** Clock, counters and faults of local and test stages are items of Programme that every invocation touches. */
  private mayUseTurnedClock(): void {
    this.may(
      ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem"],
      [this.platform.stateful.tables.Programme.tableArn],
    );
  }
}

/** The bundle as an asset that is hashed by its content: a deploy touches only the functions that changed. */
function bundledCode(name: FunctionName): Code {
  return Code.fromAsset(path.resolve(import.meta.dirname, "../../functions"), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the bundle is made in this process. It stands in for a command that nothing runs.
      image: DockerImage.fromRegistry("none"),
      // Parts the functions from each other in CDK's cache of assets, whose key leaves out `local`.
      command: [name],
      local: {
        tryBundle(folder) {
          writeBundle(name, folder);
          return true;
        },
      },
    },
  });
}

/**
 * Stacks are told by the lines of the sources. On the local cloud some fifty functions stand side by side, each a Node of
 * its own that grows its young generation as if it were alone on a server: 4.1 GB in all at the busiest moment of the main
 * job, and more than a laptop should be asked for.
 */
const nodeOptions = ({ iam }: Stage): string =>
  iam === "local-cloud" ? "--enable-source-maps --max-semi-space-size=2" : "--enable-source-maps";
