/** Runs the compiler for the package's declaration files and hands out a reader of them; writes into a temporary folder, which it removes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadDeclarationFile } from './api-page.ts';

const ROOT = join(import.meta.dirname, '../..');

/** @throws Error with what the compiler found wrong; from the reader where there is no such file */
export function declarationFiles(): ReadDeclarationFile {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    execFileSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', folder], { cwd: ROOT, encoding: 'utf8' });
    const ending = '.d.ts';
    const files = new Map(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(ending))
        .map((name) => [name.slice(0, -ending.length), readFileSync(join(folder, name), 'utf8')]),
    );
    return (path) => {
      const text = files.get(path);
      if (text === undefined) throw new Error(`found no ${path}${ending}, expected one that tsconfig.build.json makes`);
      return text;
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
