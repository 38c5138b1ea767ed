/** A synthesized CloudFormation template file comes in, its resources come out with their intrinsic functions resolved to fixed local values; reads one file, otherwise pure. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The account that every local ARN names: visibly nobody's. */
export const LOCAL_ACCOUNT_ID = '000000000000';
const PARTITION = 'aws';

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives: for a table its `TableName` if the template sets one, else its logical id. */
  readonly physicalName: string;
  /** The name of the CloudFormation condition the resource hangs on, if any. Conditions are not evaluated. */
  readonly condition?: string;
  /**
   * The properties with `Ref`, `Fn::GetAtt`, `Fn::Join`, `Fn::Sub`, `Fn::Select` and `Fn::Split` resolved.
   * @throws Error naming the resource and the intrinsic that cannot be resolved locally
   */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly file: string;
  readonly region: string;
  readonly resources: readonly TemplateResource[];
  ofType(...types: string[]): readonly TemplateResource[];
}

interface RawResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Condition?: string;
}

interface RawTemplate {
  readonly Resources?: Record<string, RawResource>;
  readonly Parameters?: Record<string, { readonly Default?: unknown }>;
}

/** Turns one node of the template, intrinsics and all, into a plain value. */
type Resolve = (node: unknown) => unknown;

/**
 * Reads a template as `cdk synth` writes it.
 *
 * @param file path of `<Stack>.template.json`
 * @param region what `AWS::Region` stands for; by default the environment's, else eu-west-1 so that a fresh machine needs no setting
 * @throws Error when the file is missing or is not a JSON template
 */
export function readTemplate(file: string, region = process.env.AWS_REGION ?? 'eu-west-1'): Template {
  const raw = parseTemplate(file);
  const resolve = createResolver(raw, file, region);
  const resources = Object.entries(raw.Resources ?? {}).map(([logicalId, resource]) =>
    toResource(logicalId, resource, resolve),
  );
  return { file, region, resources, ofType: (...types) => resources.filter((one) => types.includes(one.type)) };
}

function parseTemplate(file: string): RawTemplate {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`No template at ${file}: run "npx cdk synth" first, or give the right path`, { cause });
  }
  try {
    return JSON.parse(text) as RawTemplate;
  } catch (cause) {
    throw new Error(`${file} is not JSON: expected a template as "npx cdk synth" writes it; synthesize again`, {
      cause,
    });
  }
}

function toResource(logicalId: string, raw: RawResource, resolve: Resolve): TemplateResource {
  let properties: Record<string, unknown> | undefined;
  const resolveNamed = (node: unknown) => {
    try {
      return resolve(node);
    } catch (cause) {
      throw new Error(`${raw.Type} ${logicalId}: ${(cause as Error).message}`, { cause });
    }
  };
  return {
    logicalId,
    type: raw.Type,
    condition: raw.Condition,
    get physicalName() {
      return String(resolveNamed({ Ref: logicalId }));
    },
    // Resolved on demand: an intrinsic that only matters in AWS must not keep the rest of the stack from running.
    get properties() {
      properties ??= resolveNamed(raw.Properties ?? {}) as Record<string, unknown>;
      return properties;
    },
  };
}

function createResolver(template: RawTemplate, file: string, region: string): Resolve {
  const arn = (service: string, resource: string) =>
    `arn:${PARTITION}:${service}:${service === 'iam' ? '' : region}:${LOCAL_ACCOUNT_ID}:${resource}`;

  const stackName = basename(file).replace(/\.template\.json$/, '');
  const pseudoParameters: Record<string, unknown> = {
    'AWS::AccountId': LOCAL_ACCOUNT_ID,
    'AWS::NoValue': undefined,
    'AWS::NotificationARNs': [],
    'AWS::Partition': PARTITION,
    'AWS::Region': region,
    'AWS::StackId': arn('cloudformation', `stack/${stackName}/local`),
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  /** Which property names a resource, for the types whose `Ref` is that name. */
  const nameProperties: Record<string, string> = {
    'AWS::ApiGateway::Stage': 'StageName',
    'AWS::ApiGatewayV2::Stage': 'StageName',
    'AWS::DynamoDB::GlobalTable': 'TableName',
    'AWS::DynamoDB::Table': 'TableName',
    'AWS::IAM::Role': 'RoleName',
    'AWS::Lambda::Function': 'FunctionName',
    'AWS::Logs::LogGroup': 'LogGroupName',
  };

  const attributes: Record<string, (name: string) => string> = {
    'AWS::ApiGateway::RestApi.RootResourceId': (name) => `${name}-root`,
    'AWS::DynamoDB::GlobalTable.Arn': (name) => arn('dynamodb', `table/${name}`),
    'AWS::DynamoDB::Table.Arn': (name) => arn('dynamodb', `table/${name}`),
    'AWS::IAM::Role.Arn': (name) => arn('iam', `role/${name}`),
    'AWS::Lambda::Function.Arn': (name) => arn('lambda', `function:${name}`),
    'AWS::Logs::LogGroup.Arn': (name) => arn('logs', `log-group:${name}:*`),
  };

  function ref(name: string): unknown {
    if (name in pseudoParameters) return pseudoParameters[name];
    const resource = template.Resources?.[name];
    if (resource) return physicalName(name, resource);
    const parameter = template.Parameters?.[name];
    if (parameter?.Default !== undefined) return parameter.Default;
    const reason = parameter ? 'is a parameter without a default' : 'names nothing in this template';
    throw new Error(`Ref ${name} ${reason}: the local run knows resources, pseudo parameters and defaults only`);
  }

  function physicalName(logicalId: string, { Type, Properties = {} }: RawResource): unknown {
    // An alias or a version is addressed through its function's ARN, and so leads back to the function.
    if (Type === 'AWS::Lambda::Version') return `${qualifiedFunctionArn(Properties)}:1`;
    if (Type === 'AWS::Lambda::Alias') return `${qualifiedFunctionArn(Properties)}:${resolve(Properties.Name)}`;
    const property = nameProperties[Type];
    const given = property && resolve(Properties[property]);
    // One server holds the tables of several stacks; CloudFormation names a resource after its stack as well.
    return given || (Type.startsWith('AWS::DynamoDB::') ? `${stackName}-${logicalId}` : logicalId);
  }

  function qualifiedFunctionArn(properties: Record<string, unknown>): string {
    return arn('lambda', `function:${functionNameOf(String(resolve(properties.FunctionName)))}`);
  }

  function getAtt(logicalId: string, attribute: string): string {
    const resource = template.Resources?.[logicalId];
    if (!resource) throw new Error(`Fn::GetAtt ${logicalId}.${attribute} names nothing in this template`);
    const attributeOf = attributes[`${resource.Type}.${attribute}`];
    if (!attributeOf) throw new Error(`Fn::GetAtt ${logicalId}.${attribute} (${resource.Type}) is not emulated`);
    return attributeOf(String(physicalName(logicalId, resource)));
  }

  function sub(argument: unknown): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const values = resolve(variables) as Record<string, unknown>;
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in values) return String(values[name]);
      const [logicalId = '', ...attribute] = name.split('.');
      return String(attribute.length > 0 ? getAtt(logicalId, attribute.join('.')) : ref(name));
    });
  }

  const intrinsics: Record<string, (argument: never) => unknown> = {
    Ref: (name: string) => ref(name),
    'Fn::GetAtt': (argument: string | [string, string]) => {
      const [logicalId = '', ...attribute] = Array.isArray(argument) ? argument : argument.split('.');
      return getAtt(logicalId, attribute.join('.'));
    },
    'Fn::Join': ([separator, parts]: [string, unknown]) => (resolve(parts) as unknown[]).join(separator),
    'Fn::Select': ([index, list]: [unknown, unknown]) => (resolve(list) as unknown[])[Number(resolve(index))],
    'Fn::Split': ([separator, text]: [string, unknown]) => String(resolve(text)).split(separator),
    'Fn::Sub': (argument: unknown) => sub(argument),
  };

  function resolve(node: unknown): unknown {
    if (typeof node === 'string') return refuseDynamicReference(node);
    if (Array.isArray(node)) return node.map(resolve).filter((value) => value !== undefined);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node);
    const [first] = entries;
    if (first && entries.length === 1) {
      const [key, argument] = first;
      const intrinsic = intrinsics[key];
      if (intrinsic) return intrinsic(argument as never);
      if (key.startsWith('Fn::')) throw new Error(`${key} is not emulated`);
    }
    const values = entries.map(([key, value]) => [key, resolve(value)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  return resolve;
}

function refuseDynamicReference(text: string): string {
  if (text.includes('{{resolve:')) throw new Error('a dynamic reference ({{resolve:…}}) is not emulated');
  return text;
}

/** The function's name in what CloudFormation calls FunctionName: a name, an ARN, either with a version or an alias. */
export function functionNameOf(nameOrArn: string): string {
  const inArn = /:function:([^:/]+)/.exec(nameOrArn)?.[1];
  return inArn ?? nameOrArn.split(':')[0] ?? nameOrArn;
}
