/** The name of a configuration file, or of a synthesized template, comes in, the text of `AUTHORIZER_CONFIG` and where it was found go out; reads that one file. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../tool/usage-error.ts';
import { resolveText } from './template-text.ts';
import { type RawTemplate, type TemplateView, viewTemplate } from './template-view.ts';

export interface ConfigurationSource {
  /** A file that holds the JSON document. */
  readonly config?: string;
  /** `cdk.out/STACK.template.json`. */
  readonly template?: string;
  /** The function's logical id; not needed where one function of the template has `AUTHORIZER_CONFIG`. */
  readonly function?: string;
}

export interface FoundConfiguration {
  /** The text of `AUTHORIZER_CONFIG`: JSON, not validated yet. */
  readonly document: string;
  /** For messages: `authorizer.json`, `cdk.out/Stack.template.json, function Authorizer1234`. */
  readonly where: string;
  /** What of it has no value before the deployment, such as `Ref UserPool6BA7E5F2`. */
  readonly unknown: readonly string[];
  /** Where it came from a synthesized template. */
  readonly template?: { readonly view: TemplateView; readonly functionId: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a configuration. No message repeats the name of a file or function that is not there: it could be a token in the wrong place.
 *
 * @param environment `AWS_REGION` and `CDK_DEFAULT_ACCOUNT` say what a template for any region and account stands for
 * @param keepUnknown whether what a template leaves to AWS may stand in the document under its name, as long as it is still JSON; else it is an error
 * @throws UsageError where there is none: what was found, what was expected, what to do next
 */
export function readConfiguration(
  source: ConfigurationSource,
  environment: Environment = process.env,
  { keepUnknown = false }: { readonly keepUnknown?: boolean } = {},
): FoundConfiguration {
  const { config, template } = source;
  if (config !== undefined && template !== undefined) {
    throw new UsageError('found --config and --template, expected one of them');
  }
  if (config !== undefined) return fromFile(config);
  if (template !== undefined) return fromTemplate(template, source.function, environment, keepUnknown);
  throw new UsageError('found no configuration, expected --config FILE or --template cdk.out/STACK.template.json');
}

function fromFile(file: string): FoundConfiguration {
  const { text, json } = readObject('--config', file);
  if ('Resources' in json) {
    throw new UsageError(`--config: found a template in ${file}, expected a configuration; give it as --template`);
  }
  if ('issuers' in json && !('routes' in json)) {
    throw new UsageError(
      `--config: found issuers and no "routes" in ${file}, expected both; this is what the sample takes as its setting "config": ` +
        'give the synthesized stack as --template, or add "routes": {"GET /path": ["scope"]}',
    );
  }
  return { document: text, where: file, unknown: [] };
}

function fromTemplate(
  file: string,
  wanted: string | undefined,
  environment: Environment,
  keepUnknown: boolean,
): FoundConfiguration {
  const { json } = readObject('--template', file);
  if (!isTemplate(json)) {
    throw new UsageError(
      `--template: found no resources in ${file}, expected {"Resources": {"ID": {"Type": …, "Properties": …}}}, as "npx cdk synth" writes it`,
    );
  }
  const { Resources, Parameters = {} } = json;
  const found = Object.entries(Resources).flatMap(([functionId, resource]) => {
    const { Variables: variables } = (resource.Properties?.Environment ?? {}) as {
      readonly Variables?: Readonly<Record<string, unknown>>;
    };
    const value = variables?.AUTHORIZER_CONFIG;
    return value === undefined ? [] : [{ functionId, value }];
  });
  const { functionId, value } = theOne(found, wanted, file);
  const where = `${file}, function ${functionId}`;
  const { text, unresolved } = resolveText(value, {
    parameters: Parameters,
    pseudoParameters: pseudoParameters(environment),
  });
  if (unresolved.length > 0 && !(keepUnknown && isMap(parsed(text)))) {
    throw new UsageError(
      `--template: found ${unresolved.join(', ')} in AUTHORIZER_CONFIG of ${where}, expected what is known before the deployment. ` +
        'Set AWS_REGION and CDK_DEFAULT_ACCOUNT where these are missing; else give what is deployed as --config FILE:\n' +
        '  aws lambda get-function-configuration --function-name NAME --query Environment.Variables.AUTHORIZER_CONFIG --output text > FILE',
    );
  }
  return {
    document: text,
    where,
    unknown: unresolved,
    template: { view: viewTemplate(json), functionId },
  };
}

/** Whoever reads a template further can rely on it. */
function isTemplate(json: object): json is RawTemplate {
  const { Resources } = json as { readonly Resources?: unknown };
  return (
    isMap(Resources) &&
    Object.values(Resources).every(
      (one) => isMap(one) && typeof one.Type === 'string' && (one.Properties === undefined || isMap(one.Properties)),
    )
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface FoundFunction {
  readonly functionId: string;
  readonly value: unknown;
}

function theOne(found: readonly FoundFunction[], wanted: string | undefined, file: string): FoundFunction {
  const names = found.map(({ functionId }) => functionId).join(', ');
  const [only, ...others] = wanted === undefined ? found : found.filter(({ functionId }) => functionId === wanted);
  if (only && others.length === 0) return only;
  if (found.length === 0) {
    throw new UsageError(
      `--template: found no function with AUTHORIZER_CONFIG in ${file}, expected the template of the stack that has the authorizer`,
    );
  }
  throw new UsageError(
    wanted === undefined
      ? `--template: found several functions with AUTHORIZER_CONFIG in ${file}, expected one; choose by --function: ${names}`
      : `--function: found no function of that logical id with AUTHORIZER_CONFIG in ${file}, expected ${names}`,
  );
}

/** What the CDK writes where a stack is for any account and region. */
function pseudoParameters({ AWS_REGION, AWS_DEFAULT_REGION, CDK_DEFAULT_ACCOUNT }: Environment) {
  return {
    'AWS::AccountId': CDK_DEFAULT_ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': AWS_REGION ?? AWS_DEFAULT_REGION,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

function readObject(option: string, file: string): { text: string; json: object } {
  const text = readText(option, file);
  const json = parsed(text);
  if (isMap(json)) return { text, json };
  throw new UsageError(`${option}: found no JSON object in ${file}, expected ${EXPECTED[option]}`);
}

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new UsageError(`${option}: found no file that can be read (${code}), expected ${EXPECTED[option]}`);
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  '--config': 'a file with the configuration of the authorizer, {"issuers": […], "routes": {…}}',
  '--template': 'cdk.out/STACK.template.json; run "npx cdk synth" first, or give the right path',
};
