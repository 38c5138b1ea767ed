/** Every TypeScript block of the docs compiles against the package's types, in one run of the compiler. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { blocksIn, type CodeBlock, ROOT } from './pages.ts';
import { PREAMBLE, toModule } from './typescript-blocks.ts';

// The compiler reads the CDK's types; other tests keep the processors busy meanwhile.
jest.setTimeout(60_000);

/** As those of a reader's app: relative imports are the repository's, those of the package lead to its sources. */
const COMPILER = {
  noEmit: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  incremental: false,
  paths: {
    'jwt-authorizer': ['../../lib/index.ts'],
    'jwt-authorizer/handler': ['../../lambda/principal-of.ts'],
  },
};

/** What the compiler finds wrong, each as `page:line: message`. */
async function problemsOf(blocks: readonly CodeBlock[]): Promise<string[]> {
  // Within the checkout, where the compiler finds the CDK's types.
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'dist/docs-'));
  try {
    const modules = blocks.map((block, index) => ({
      block,
      file: `block-${index}.${block.language}`,
      ...toModule(block),
    }));
    for (const { file, source } of modules) writeFileSync(join(folder, file), source);
    writeFileSync(join(folder, 'preamble.ts'), PREAMBLE);
    const compilerOptions = { ...COMPILER, rootDirs: [folder, ROOT] };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts', '*.tsx'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const { stdout } = await promisify(execFile)(tsc, ['--pretty', 'false', '-p', folder], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    return stdout
      .split('\n')
      .filter((line) => /^\S/.test(line))
      .map((line) => {
        const [, file, own = '', message = ''] = /^(.*)\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
        const module = modules.find((candidate) => candidate.file === file);
        return module ? `${module.block.page}:${module.lineOf(Number(own))}: ${message}` : line;
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every block compiles, as a module or as what stands in the constructor of a stack', async () => {
  const blocks = blocksIn('ts', 'tsx');
  expect(blocks.length).toBeGreaterThan(5);
  expect(await problemsOf(blocks)).toEqual([]);
});

test('a block that does not compile is named with its page and line', async () => {
  const block = (text: string): CodeBlock => ({
    page: 'docs/a.md',
    where: 'docs/a.md:10',
    line: 10,
    language: 'ts',
    text,
  });
  const config = "{ issuers: [{ issuer: 'https://issuer.example/', audience: 'a' }], routes: {} }";
  const problems = await problemsOf([
    block(`new JwtAuthorizer(this, 'Authorizer', {\n  config: ${config},\n  memory: 256,\n});\n`),
    block("import { Stack } from 'aws-cdk-lib';\n\nexport const stack: Stack = 1;\n"),
    block(
      "import {\n  JwtAuthorizer,\n} from 'jwt-authorizer';\nimport { Nothing } from 'jwt-authorizer';\n\nunheardOf();\n",
    ),
  ]);
  expect(problems.map((problem) => problem.slice(0, 40))).toEqual([
    expect.stringContaining('docs/a.md:12: TS2353'),
    expect.stringContaining('docs/a.md:12: TS2322'),
    expect.stringContaining('docs/a.md:13: TS2305'),
    expect.stringContaining('docs/a.md:15: TS2304'),
  ]);
});
