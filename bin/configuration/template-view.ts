/** A template's JSON comes in, a view of it goes out that reads what it can and says what only AWS knows, resource by resource; pure. */
import { type References, resolveText } from './template-text.ts';

export interface Resource {
  readonly id: string;
  readonly type: string;
  /** For messages: `AWS::ApiGateway::RestApi Api1234`. */
  readonly where: string;
  /** As the template has them, intrinsic functions and all. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface TemplateView {
  ofType(...types: string[]): readonly Resource[];
  /**
   * A value as text, logical ids standing for what CloudFormation makes: `Ref Api` is `Api`, `Fn::GetAtt Api.RootResourceId` is `Api.RootResourceId`.
   * Empty where there is no value; a word stands for what only AWS knows.
   */
  text(node: unknown): string;
  /** The same, undefined where only AWS knows a part of it. */
  known(node: unknown): string | undefined;
  /** The function that a name, an ARN, or what API Gateway invokes leads to. */
  functionIn(node: unknown): FoundFunction | undefined;
}

export interface FoundFunction {
  readonly id: string;
  /** The number or the logical id of its version, where one is named. */
  readonly version?: string;
  /** Whether a version or an alias is named: they have permissions of their own. */
  readonly isQualified: boolean;
}

/** A template's JSON, as far as it is read here. */
export interface RawTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Resource['properties'] }>>;
  readonly Parameters?: References['parameters'];
}

export function viewTemplate({ Resources, Parameters = {} }: RawTemplate): TemplateView {
  const resources = Object.entries(Resources).map(
    ([id, { Type: type, Properties: properties = {} }]): Resource => ({ id, type, where: `${type} ${id}`, properties }),
  );
  const ids = Object.fromEntries(resources.map(({ id }) => [id, { Default: id }]));
  const references: References = { parameters: { ...Parameters, ...ids }, pseudoParameters: PSEUDO_PARAMETERS };
  const resolved = (node: unknown) => resolveText(withAttributeNames(node, ids), references);
  const text = (node: unknown) => (node === undefined ? '' : resolved(node).text);

  function functionIn(node: unknown): FoundFunction | undefined {
    const whole = text(node);
    const arn = /\/functions\/(.+?)(?:\/invocations)?$/.exec(whole)?.[1] ?? whole;
    const [, name = arn, qualifier] = /^(?:arn:.*:function:)?([^:]+?)(?:\.Arn)?(?::(.+))?$/.exec(arn) ?? [];
    const found = resources.find(({ id, type, properties }) =>
      type === 'AWS::Lambda::Function' ? id === name || text(properties.FunctionName) === name : id === name,
    );
    if (found?.type === 'AWS::Lambda::Function') {
      return {
        id: found.id,
        isQualified: qualifier !== undefined,
        ...(/^\d+$/.test(qualifier ?? '') && { version: qualifier }),
      };
    }
    if (found?.type !== 'AWS::Lambda::Version' && found?.type !== 'AWS::Lambda::Alias') return undefined;
    const behind = functionIn(found.properties.FunctionName);
    if (!behind) return undefined;
    return { ...behind, isQualified: true, ...(found.type === 'AWS::Lambda::Version' && { version: found.id }) };
  }

  return {
    ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
    text,
    known(node) {
      if (node === undefined) return '';
      const { text, unresolved } = resolved(node);
      return unresolved.length > 0 ? undefined : text;
    },
    functionIn,
  };
}

/** What they stand for is of no concern here. */
const PSEUDO_PARAMETERS = {
  'AWS::AccountId': 'ACCOUNT',
  'AWS::Partition': 'aws',
  'AWS::Region': 'REGION',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Attributes of the template's own resources as plain texts. */
function withAttributeNames(node: unknown, ids: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(node)) return node.map((member) => withAttributeNames(member, ids));
  if (typeof node !== 'object' || node === null) return node;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(node);
  if (more.length === 0 && name === 'Fn::GetAtt') {
    const attribute = Array.isArray(argument) ? argument.join('.') : String(argument);
    return Object.hasOwn(ids, attribute.split('.')[0] ?? '') ? attribute : node;
  }
  if (more.length === 0 && name === 'Fn::Sub' && typeof argument === 'string') {
    const sub = argument.replace(/\$\{(\w+)\.([\w.]+)\}/g, (all, id: string, attribute: string) =>
      Object.hasOwn(ids, id) ? `${id}.${attribute}` : all,
    );
    return { 'Fn::Sub': sub };
  }
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, withAttributeNames(member, ids)]));
}
