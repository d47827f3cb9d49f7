import { rmSync } from "node:fs";
import path from "node:path";
import { App, CfnOutput, Duration, RemovalPolicy, Stack, Tags } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { functionOutput } from "../../infra/outputs.ts";
import { cdkDeploy } from "../local/deploy.ts";
import type { Session } from "../local/session.ts";
import { apiUrlOf, outputOf } from "../local/stack-outputs.ts";

/**
 * What the bare function does: takes a list and writes an item for each element by BatchWriteItem. No key, no schema, no
 * identity, no duplicates, nothing that follows. It is the floor that ingestion is held against. It logs one line, as any
 * function does: on the local cloud one that logs nothing takes 45 ms longer, which would flatter ingestion.
 */
const CODE = `
const { BatchWriteItemCommand, DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const client = new DynamoDBClient({});
const TableName = process.env.TABLE;
exports.handler = async (event) => {
  const { events } = JSON.parse(event.body);
  let left = events.map((one) => ({
    PutRequest: { Item: { pk: { S: one.identity.customerId }, sk: { S: one.eventId }, data: { S: JSON.stringify(one.data) } } },
  }));
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === 5) return { statusCode: 503 };
    const { UnprocessedItems = {} } = await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: left } }));
    left = UnprocessedItems[TableName] || [];
  }
  console.log(JSON.stringify({ level: "INFO", message: "written", items: events.length }));
  return { statusCode: 202, body: JSON.stringify({ accepted: events.length }) };
};
`;

/** At most so many elements a call: what one BatchWriteItem takes. */
export const BARE_MOST = 25;

/** Where the bare function is posted to. */
export interface BareUrls {
  /** Behind the authorizer that the product's own routes have: who may call is asked the same way. */
  keyed: string;
  /** Open to anybody: nothing stands before the function. */
  open: string;
}

/**
 * Deploys the bare function beside the product, onto the same local cloud behind the same kind of API, as large as
 * ingestion's own function.
 */
export async function deployBareFunction(session: Session): Promise<BareUrls> {
  const target = session.cdk;
  rmSync(target.layout.cdkOut, { recursive: true, force: true });
  const app = new App({ outdir: target.layout.cdkOut });
  const stack = new Stack(app, "perennial-bench-bare");
  const table = new Table(stack, "Items", {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    sortKey: { name: "sk", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const handler = new LambdaFunction(stack, "Bare", {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: "index.handler",
    code: Code.fromInline(CODE),
    environment: { TABLE: table.tableName },
    memorySize: 1_024,
    timeout: Duration.seconds(10),
  });
  table.grantWriteData(handler);
  const api = new HttpApi(stack, "Api");
  Tags.of(api).add("ms-custom-id", "bare");
  const integration = new HttpLambdaIntegration("BareIntegration", handler);
  const key = LambdaFunction.fromFunctionName(
    stack,
    "Authorize",
    outputOf(session.outputs, functionOutput("ingestion/authorize")),
  );
  // As infra/constructs/channel-api.ts has it.
  const authorizer = new HttpLambdaAuthorizer("ChannelKey", key, {
    identitySource: [],
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    resultsCacheTtl: Duration.seconds(0),
  });
  api.addRoutes({ path: "/open", methods: [HttpMethod.POST], integration });
  api.addRoutes({ path: "/keyed", methods: [HttpMethod.POST], integration, authorizer });
  new CfnOutput(stack, "ApiId", { value: api.apiId });
  app.synth();
  // The assembly stands where cdkDeploy looks for one, so it deploys this and builds nothing.
  const outputsFile = path.join(target.layout.stateDir, "bare-outputs.json");
  const outputs = await cdkDeploy(target, { stage: session.stage, outputsFile });
  const url = apiUrlOf(outputs, session.endpoint);
  return { keyed: `${url}/keyed`, open: `${url}/open` };
}
