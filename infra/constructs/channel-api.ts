import { Duration, RemovalPolicy, Tags } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledge } from "../exceptions.ts";
import type { Platform } from "../platform.ts";
import { prefixOf } from "../stages.ts";
import { ImpactAlarm } from "./impact-alarm.ts";
import type { PerennialFunction } from "./perennial-function.ts";

/** `POST /v1/events`, as the contracts and the runtime name a route. */
export type RouteKey = `${"GET" | "POST" | "PUT"} /v1/${string}`;

export interface ChannelApiProps {
  platform: Platform;
  /** Finds out whose key it is. It lets everyone in and says who it is; the handler answers 401 and 403 itself. */
  authorizer: PerennialFunction;
}

/**
 * The HTTP API: the authorizer says who calls and lets everyone through, because a gateway can't say a typed problem:
 * refusals come from the handlers. It has no identity source, since a call without it would be answered by the gateway
 * itself, and so no cache either: the function keeps keys for half a minute (docs/decisions/0004).
 */
export class ChannelApi extends Construct {
  private readonly api: HttpApi;
  private readonly authorizer: IHttpRouteAuthorizer;

  constructor(scope: Construct, { platform, authorizer }: ChannelApiProps) {
    super(scope, "Api");
    const { stage } = platform;
    this.authorizer = new HttpLambdaAuthorizer("ChannelKey", authorizer, {
      identitySource: [],
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      resultsCacheTtl: Duration.seconds(0),
    });
    this.api = new HttpApi(this, "Http", {
      apiName: prefixOf(stage),
      description: "Channels post events; marketers, guides and finance read and change what their key's scopes allow.",
      createDefaultStage: false,
    });
    if (stage.api.fixedId) Tags.of(this.api).add("ms-custom-id", stage.api.fixedId);
    const logGroup = new LogGroup(this, "AccessLog", {
      logGroupName: `/aws/vendedlogs/apis/${prefixOf(stage)}`,
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const deployed = new HttpStage(this, "Stage", {
      httpApi: this.api,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: stage.api.ratePerSecond, burstLimit: stage.api.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLog() },
    });
    platform.outputs.set("ApiId", this.api.apiId);
    platform.outputs.set("ApiUrl", deployed.url);
    new ImpactAlarm(this, "FaultAlarm", {
      platform,
      capability: "ingestion",
      metric: this.api.metricServerError({ period: Duration.minutes(1), statistic: "Sum" }),
      threshold: 5,
      periods: 3,
      impact: "Channels are answered with errors of ours: their events wait with them, and tills can't redeem coupons.",
      runbook: "the-api-answers-5xx",
    });
  }

  /** Routes that need a channel's key. */
  serve(handler: PerennialFunction, ...routes: RouteKey[]): void {
    this.add(handler, routes, this.authorizer);
  }

  /** Routes that anybody may call. */
  serveOpenly(handler: PerennialFunction, ...routes: RouteKey[]): void {
    this.add(handler, routes, new HttpNoneAuthorizer());
  }

  private add(handler: PerennialFunction, routes: RouteKey[], authorizer: IHttpRouteAuthorizer): void {
    const integration = new HttpLambdaIntegration(`${handler.node.id}Integration`, handler);
    handler.platform.doors.add(handler.catalogName);
    for (const key of routes) {
      const [method, path] = key.split(" ") as [HttpMethod, string];
      const made = this.api.addRoutes({ path, methods: [method], integration, authorizer });
      if (authorizer instanceof HttpNoneAuthorizer) {
        for (const route of made) acknowledge(route, "AwsSolutions-APIG4", "open-route");
      }
    }
  }
}

/** One JSON line a call, without address, key or path parameters: who called stands in the function's own log. */
function accessLog(): AccessLogFormat {
  const fields = {
    requestId: "$context.requestId",
    at: "$context.requestTime",
    route: "$context.routeKey",
    status: "$context.status",
    latencyMs: "$context.responseLatency",
    bytes: "$context.responseLength",
    authorizerError: "$context.authorizer.error",
    error: "$context.error.message",
  };
  return AccessLogFormat.custom(JSON.stringify(fields));
}
