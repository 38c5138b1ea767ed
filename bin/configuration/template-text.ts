/** A value of a CloudFormation template that should be a text comes in, the text as it will be deployed goes out, or the names of what only AWS knows; pure. */

/** What a template's functions can refer to. */
export interface References {
  /** The template's `Parameters`. */
  readonly parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  /** Values of pseudo parameters such as `AWS::Region`, where they are known. */
  readonly pseudoParameters: Readonly<Record<string, string | undefined>>;
}

export interface ResolvedText {
  readonly text: string;
  /** What has no value before the deployment, such as `Ref UserPool6BA7E5F2`; `only-AWS-knows-Ref-UserPool6BA7E5F2` stands in the text for it. */
  readonly unresolved: readonly string[];
}

/** Stands in a text where only AWS knows it, followed by its name. */
export const UNKNOWN = 'only-AWS-knows-';

/**
 * Resolves `Fn::Join`, `Fn::Sub`, `Fn::Select`, `Fn::Split`, and `Ref` of parameters with a default and of pseudo parameters. What names a resource has no value yet:
 * an invented one, as an emulator would have, would make another issuer of a user pool.
 */
export function resolveText(node: unknown, references: References): ResolvedText {
  const unresolved = new Set<string>();
  const unknown = (name: string) => {
    unresolved.add(name);
    // As a word that an address, a scope and JSON can hold.
    return UNKNOWN + name.replace(/\W+/g, '-').replace(/-$/, '');
  };

  function ref(name: string): unknown {
    const value = references.pseudoParameters[name] ?? references.parameters[name]?.Default;
    return value ?? unknown(`Ref ${name}`);
  }

  function sub(argument: unknown): string {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = (variables ?? {}) as Readonly<Record<string, unknown>>;
    return String(template).replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (Object.hasOwn(own, name)) return toText(own[name]);
      return name.includes('.') ? unknown(`Fn::GetAtt ${name}`) : toText(ref(name));
    });
  }

  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (argument) => ref(String(argument)),
    'Fn::GetAtt': (argument) => unknown(`Fn::GetAtt ${Array.isArray(argument) ? argument.join('.') : argument}`),
    'Fn::Join': (argument) => {
      const [separator, parts] = toList(argument);
      return toList(parts).map(toText).join(String(separator));
    },
    'Fn::Select': (argument) => {
      const [index, list] = toList(argument);
      return resolve(toList(list)[Number(resolve(index))]) ?? unknown('Fn::Select');
    },
    'Fn::Split': (argument) => {
      const [separator, text] = toList(argument);
      return toText(text).split(String(separator));
    },
    'Fn::Sub': sub,
  };

  function resolve(node: unknown): unknown {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
    const [[name, argument] = ['an empty object', undefined]] = Object.entries(node);
    return Object.hasOwn(functions, name) ? functions[name]?.(argument) : unknown(name);
  }

  function toList(node: unknown): readonly unknown[] {
    const value = resolve(node);
    return Array.isArray(value) ? value : [value];
  }

  function toText(node: unknown): string {
    const value = resolve(node);
    if (typeof value !== 'string') return String(value);
    return value.includes('{{resolve:') ? unknown('a dynamic reference, {{resolve:…}}') : value;
  }

  return { text: toText(node), unresolved: [...unresolved] };
}
