/** Declaration files as the compiler writes them, read and made into the page. */
import { apiPage } from '../../../bin/reference/api-page.ts';
import { readDeclarations } from '../../../bin/reference/declarations.ts';

const FILES: Record<string, string> = {
  'lib/index': `/** The package. */
export { JwtAuthorizer, type JwtAuthorizerProps } from './guard.ts';
export { AttachAuthorizer, addGatewayResponses } from './others.ts';
`,
  'lib/guard': `/** A file. */
import { Construct } from 'constructs';
import type { Inner } from './inner.ts';
/** What is given. */
export interface JwtAuthorizerProps extends Inner, Omit<Other, 'a' | 'b'> {
    /**
     * How long;
     * or not.
     *
     * @default Duration.minutes(5) - it is a | good time
     */
    readonly ttl?: Duration;
    /** Which one. */
    readonly size: {
        readonly width: number;
    };
}
/**
 * A guard.
 *
 * - of doors
 */
export declare class JwtAuthorizer extends Construct {
    private readonly secret;
    /** @throws Error where there is none */
    constructor(scope: Construct, props: JwtAuthorizerProps);
    /**
     * Opens.
     *
     * @param door which one
     * @returns whether it did.
     */
    open(door?: string): boolean;
    private hide;
}
`,
  'lib/inner': `export interface Inner {
    /** From within. */
    readonly inner?: string;
}
`,
  'lib/others': `export declare class AttachAuthorizer {
}
export declare function addGatewayResponses(props: JwtAuthorizerProps): void;
`,
  'lambda/principal-of': `export declare function principalOf(event: unknown): string;
`,
};

const page = apiPage((path) => FILES[path] ?? '');

test('an interface becomes a table: its own props, those of an interface that is not exported, and the name of any other', () => {
  expect(page).toContain(`### JwtAuthorizerProps

What is given.

Besides these, what \`Omit<Other, 'a' | 'b'>\` has.

| name | type | default | what it is |
| --- | --- | --- | --- |
| \`ttl\` | \`Duration\` | \`Duration.minutes(5)\`: it is a \\| good time | How long; or not. |
| \`size\` | \`{ readonly width: number; }\` | required | Which one. |
| \`inner\` | \`string\` | none | From within. |
`);
});

test('a class shows how it is made and what it does, and nothing private', () => {
  expect(page).toContain(`### JwtAuthorizer

A guard.

- of doors

#### new JwtAuthorizer()

\`new JwtAuthorizer(scope: Construct, props: JwtAuthorizerProps)\`

Throws an Error where there is none.

#### open()

\`open(door?: string): boolean\`

Opens.

- \`door\`: which one

Returns whether it did.
`);
  expect(page).not.toMatch(/secret|hide/);
});

test('what is exported and declared nowhere is an error', () => {
  const files: Record<string, string> = { ...FILES, 'lib/guard': '' };
  expect(() => apiPage((path) => files[path] ?? '')).toThrow('lib/guard.d.ts declares no JwtAuthorizer');
});

test('brackets within docstrings and texts end no declaration', () => {
  const [first, second] = readDeclarations(`export interface A {
    /** Such as \`{\`. */
    readonly a: '}' | ')';
}
export type B = 'b';
`);
  expect(first).toMatchObject({ name: 'A', properties: [{ name: 'a', type: "'}' | ')'" }] });
  expect(second).toMatchObject({ name: 'B', kind: 'type', text: "'b'" });
});
