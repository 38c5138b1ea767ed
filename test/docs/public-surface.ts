/**
 * What a version promises to keep, read from the code: names that configurations, logs, alarms, stacks and programs of users hold.
 * docs/stability.md says what the promise is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { USAGE as ATTACH_PLAN } from '../../bin/attach-plan/options.ts';
import { configJsonSchema } from '../../bin/config-json-schema.ts';
import { USAGE as DOCTOR } from '../../bin/doctor/options.ts';
import { USAGE as EXPLAIN } from '../../bin/explain/options.ts';
import { keysOf } from '../../bin/reference/configuration-page.ts';
import { USAGE as VERIFY } from '../../bin/verify/options.ts';
import { createLog } from '../../lambda/authorizer/log.ts';
import { FAULT_REASONS, FORBIDDEN_REASONS, UNAUTHENTICATED_REASONS } from '../../lambda/authorizer/road.ts';
import { AttachAuthorizer } from '../../lib/attach-authorizer.ts';
import { ATTACH_KEYS } from '../../lib/attach-settings.ts';
import { JwtAuthorizer } from '../../lib/jwt-authorizer.ts';
import { ROOT } from './pages.ts';

const CONFIG = {
  issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
  routes: { 'GET /orders': ['read:orders'] },
};

export function publicSurface() {
  const lines = logLines();
  return {
    configuration: configuration(),
    reasons: [...UNAUTHENTICATED_REASONS, ...FORBIDDEN_REASONS, ...FAULT_REASONS],
    logFields: [...new Set(lines.flatMap((line) => Object.keys(line)))].sort(),
    metrics: metrics(lines),
    package: packageExports(),
    tools: {
      'attach-plan': optionsIn(ATTACH_PLAN),
      doctor: optionsIn(DOCTOR),
      explain: optionsIn(EXPLAIN),
      verify: optionsIn(VERIFY),
    },
    attachAuthorizerStack: [...ATTACH_KEYS],
    constructs: constructs(),
    logicalIds: {
      JwtAuthorizer: logicalIds(/^Authorizer/, (stack) => {
        const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config: CONFIG }).tokenAuthorizer();
        new RestApi(stack, 'Api').root.addResource('orders').addMethod('GET', new MockIntegration(), { authorizer });
      }),
      // But its JwtAuthorizer's, which are the same below it.
      AttachAuthorizer: logicalIds(/^Attached(?!Authorizer)/, (stack) => {
        new AttachAuthorizer(stack, 'Attached', { config: CONFIG, apiId: 'abc123' });
      }),
    },
  };
}

/** Each key with its default; `required` and `none` where it has none. */
function configuration(): Record<string, unknown> {
  return Object.fromEntries(
    keysOf(configJsonSchema(), '').map(({ path, schema, isRequired }) => [
      path,
      schema.default ?? (isRequired ? 'required' : 'none'),
    ]),
  );
}

type Line = Readonly<Record<string, unknown>>;

/** A line of each kind with every field. */
function logLines(): Line[] {
  const lines: Line[] = [];
  const log = createLog(
    'function',
    () => 0,
    (line) => lines.push(JSON.parse(line)),
  );
  const trace = {
    kind: 'rest-token',
    requestId: 'request',
    route: 'GET /orders',
    issuer: 'https://issuer.example/',
    kid: 'key',
    alg: 'RS256',
    tokenCache: 'hit',
  } as const;
  log.decision({ outcome: 'forbidden', reason: 'insufficient_scope' }, trace, 1);
  log.keySet(trace.issuer, { event: 'fetched', durationMs: 1, keys: 1 });
  log.keySet(trace.issuer, { event: 'fetch_failed', durationMs: 1, detail: 'why' });
  log.keySet(trace.issuer, { event: 'stale', staleSeconds: 1 });
  return lines;
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/** Namespace and name, with the sets of dimensions. */
function metrics(lines: readonly Line[]): Record<string, string[]> {
  const directives = lines.flatMap(
    ({ _aws }) => (_aws as { CloudWatchMetrics: readonly Directive[] }).CloudWatchMetrics,
  );
  return Object.fromEntries(
    directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.map(({ Name }) => [`${Namespace}/${Name}`, Dimensions.map((names) => names.join(', '))]),
    ),
  );
}

function packageExports() {
  const { name, exports, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return { name, imports: Object.keys(exports), hasCommand: bin !== undefined };
}

function optionsIn(usage: string): string[] {
  return [...new Set(usage.match(/--[a-z][a-z-]+/g))].filter((option) => option !== '--silent').sort();
}

/** Of each exported name its members, as docs/api.md has them, which is made from the declarations. */
function constructs(): Record<string, string[]> {
  const page = readFileSync(join(ROOT, 'docs/api.md'), 'utf8');
  const sections = page.split(/^### /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const rows = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
      const methods = [...section.matchAll(/^#### (.+)$/gm)].map(([, name = '']) => name);
      return [section.split('\n')[0] ?? '', [...rows, ...methods].sort()];
    }),
  );
}

/** Logical id to type: another one replaces the resource in everybody's stack. */
function logicalIds(own: RegExp, build: (stack: Stack) => void): Record<string, string> {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Stack');
  build(stack);
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string }> };
  return Object.fromEntries(
    Object.entries(Resources)
      .filter(([id]) => own.test(id))
      .map(([id, { Type }]) => [id, Type] as const)
      .sort(([one], [other]) => one.localeCompare(other)),
  );
}
