/** A template comes in, what it says of each Lambda function comes out: where the code lies, which handler, which environment; looks into the assembly folder, otherwise pure. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { ignored, readProperties } from './properties.ts';
import { LOCAL_ACCOUNT_ID, type Template, type TemplateResource } from './template.ts';

/** The code of a function: a folder beside the template, or source text that the template itself carries. */
export type FunctionCode =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'inline'; readonly source: string };

export interface FunctionDefinition {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly code: FunctionCode;
  /** As Lambda writes it: `file.export`, with folders before it if need be. */
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The template's `Environment.Variables`. */
  readonly variables: Readonly<Record<string, string>>;
}

const FunctionProperties = v.strictObject({
  Architectures: ignored,
  Code: v.union([
    v.strictObject({ S3Bucket: ignored, S3Key: v.string(), S3ObjectVersion: ignored }),
    v.strictObject({ ZipFile: v.string() }),
  ]),
  Description: ignored,
  Environment: v.optional(v.strictObject({ Variables: v.optional(v.record(v.string(), v.string()), {}) }), {}),
  FunctionName: ignored,
  Handler: v.string(),
  KmsKeyArn: ignored,
  LoggingConfig: ignored,
  // Lambda's own defaults: 128 MB and 3 s.
  MemorySize: v.optional(v.number(), 128),
  PackageType: v.optional(v.literal('Zip')),
  ReservedConcurrentExecutions: ignored,
  Role: ignored,
  Runtime: v.pipe(v.string(), v.startsWith('nodejs')),
  RuntimeManagementConfig: ignored,
  Tags: ignored,
  Timeout: v.optional(v.number(), 3),
  TracingConfig: ignored,
});

/** Reads one function; what cannot run locally is appended to `refusals` and gives undefined. */
export function readFunction(
  template: Template,
  resource: TemplateResource,
  refusals: string[],
): FunctionDefinition | undefined {
  const properties = readProperties(resource, FunctionProperties, refusals);
  if (!properties) return undefined;
  const code = locateCode(template, properties.Code);
  if (code.kind === 'folder' && !existsSync(code.folder)) {
    refusals.push(
      `${resource.type} ${resource.logicalId}: its code is not at ${code.folder}; synthesize again with "npx cdk synth"`,
    );
    return undefined;
  }
  const name = resource.physicalName;
  return {
    logicalId: resource.logicalId,
    name,
    arn: `arn:aws:lambda:${template.region}:${LOCAL_ACCOUNT_ID}:function:${name}`,
    code,
    handler: properties.Handler,
    runtime: properties.Runtime,
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    variables: properties.Environment.Variables,
  };
}

function locateCode(template: Template, code: { S3Key: string } | { ZipFile: string }): FunctionCode {
  if ('ZipFile' in code) return { kind: 'inline', source: code.ZipFile };
  // The bootstrap's bucket prefix, if any, is no part of the asset's name in the assembly.
  const hash = code.S3Key.replace(/^.*\//, '').replace(/\.zip$/, '');
  return { kind: 'folder', folder: join(dirname(template.file), `asset.${hash}`) };
}
