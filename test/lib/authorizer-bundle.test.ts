import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorizerFolder, buildAuthorizer } from '../../lib/authorizer-bundle.ts';

const root = join(__dirname, '../..');
const outside = mkdtempSync(join(tmpdir(), 'authorizer-bundle-'));

afterAll(() => rmSync(outside, { recursive: true }));

test('in a checkout the function is built, as one file that is alone in its folder', () => {
  const folder = authorizerFolder();
  expect(folder).toBe(join(root, 'dist/authorizer'));
  expect(readdirSync(folder)).toEqual(['index.mjs']);
});

test('a build that changes nothing leaves the file as it is, for whoever is reading it', () => {
  const folder = authorizerFolder();
  const before = statSync(join(folder, 'index.mjs'));
  expect(buildAuthorizer()).toMatchObject({ folder, bytes: before.size });
  expect(statSync(join(folder, 'index.mjs'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
});

describe('outside a checkout', () => {
  /** A folder with this module alone, as a package has it; esbuild is nowhere above it. */
  const packaged = (name: string): string => {
    const folder = join(outside, name);
    mkdirSync(join(folder, 'lib'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    cpSync(join(root, 'lib/authorizer-bundle.ts'), join(folder, 'lib/authorizer-bundle.ts'));
    return folder;
  };
  const ask = (folder: string) => {
    const script = `
      const { authorizerFolder } = await import(${JSON.stringify(join(folder, 'lib/authorizer-bundle.ts'))});
      try { console.log(authorizerFolder()); } catch ({ message }) { console.log(message); }
    `;
    return execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
  };

  test('the built function beside the module is taken, without esbuild', () => {
    const folder = packaged('whole');
    mkdirSync(join(folder, 'lib/authorizer'));
    writeFileSync(join(folder, 'lib/authorizer/index.mjs'), 'export const handler = undefined;\n');
    expect(ask(folder)).toBe(join(folder, 'lib/authorizer'));
  });

  test('where there is neither, the message says what to do', () => {
    const folder = packaged('torn');
    expect(ask(folder)).toBe(
      `neither ${join(folder, 'lib/authorizer/index.mjs')} nor esbuild was found, expected one of them: install the package anew, or run "npm ci" in the checkout`,
    );
  });
});
