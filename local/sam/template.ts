/** A template as JSON has it comes in, the look-ups that the SAM scripts share go out; pure. */

export interface SamResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** As much of a CloudFormation template as `sam local` goes by. */
export interface SamTemplate {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, SamResource>>;
}

export interface NamedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The resources of these types, or all. */
export function resourcesOf({ Resources }: SamTemplate, ...types: readonly string[]): NamedResource[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => types.length === 0 || types.includes(Type))
    .map(([logicalId, { Type, Properties = {} }]) => ({ logicalId, type: Type, properties: Properties }));
}

/** Every name that `Ref`, `Fn::GetAtt` and `Fn::Sub` mention inside a part of a template. */
export function namesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'Ref') return [String(value)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(value) ? value[0] : value).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return [...namesInText(value), ...namesIn(value)];
    return namesIn(value);
  });
}

function namesInText(sub: unknown): string[] {
  const text = String(Array.isArray(sub) ? sub[0] : sub);
  return [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, name = '']) => name);
}

/** The resources of a type that a part of a template mentions. */
export function mentioned(template: SamTemplate, node: unknown, ...types: readonly string[]): NamedResource[] {
  const names = namesIn(node);
  return resourcesOf(template, ...types).filter(({ logicalId }) => names.includes(logicalId));
}
