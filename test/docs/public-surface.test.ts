/** What a version promises to keep is what the last one kept: a change of it is made on purpose, here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicSurface } from './public-surface.ts';

process.env.CDK_VALIDATION = 'false';

/**
 * Where this fails, ask docs/stability.md which version the change takes, say it in CHANGELOG.md, and write it into the file by hand:
 * nothing else does.
 */
const kept = JSON.parse(readFileSync(join(import.meta.dirname, 'public-surface.json'), 'utf8'));
const surface = publicSurface();

test('the promise has these parts', () => {
  expect(Object.keys(surface)).toEqual(Object.keys(kept));
});

test.each(Object.entries(surface))('%s: as the last version had it', (part, now) => {
  expect(now).toEqual(kept[part]);
});

test('docs/stability.md speaks of every part', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/stability.md'), 'utf8');
  const named = [...page.matchAll(/^\| [^|]*\(`(\w+)`\) \|/gm)].map(([, part = '']) => part);
  expect(named.sort()).toEqual(Object.keys(kept).sort());
});
