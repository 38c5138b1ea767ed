/** What esbuild says of its bundles comes in, the notices that the licenses of the packages within ask for go out; reads node_modules. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Where the notices stand, beside what they are about: a comment in a bundle would be loaded at every cold start. */
export const NOTICES_FILE = 'THIRD-PARTY-NOTICES.txt';

const ROOT = join(import.meta.dirname, '..');

interface BundledPackage {
  /** `jose 6.2.17 (MIT), https://github.com/panva/jose`. */
  readonly title: string;
  readonly license: string;
  /** The text of its license; absent where it brings none. */
  readonly text?: string;
}

/**
 * Names every package of which at least a byte is in one of the bundles, with the text of its license, each text once.
 *
 * @throws Error that names a package whose license nobody brings the text of
 */
export function thirdPartyNotices(metafiles: readonly Metafile[]): string {
  const packages = [...new Set(metafiles.flatMap(packageFolders))].sort().map(readPackage);
  const titlesByText = new Map<string, string[]>();
  for (const { title, license, text } of packages) {
    // Some of a family's packages leave the text to the others.
    const found = text ?? packages.find((other) => other.license === license && other.text !== undefined)?.text;
    if (found === undefined)
      throw new Error(`${title}: found no LICENSE file, expected one there or in another package under ${license}`);
    titlesByText.set(found, [...(titlesByText.get(found) ?? []), title]);
  }
  const notices = [...titlesByText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  return [INTRODUCTION, ...notices].join(`\n${'='.repeat(80)}\n\n`);
}

const INTRODUCTION = 'This product holds parts of the following packages, under these licenses.\n';

/** From the root, such as `node_modules/jose`. */
function packageFolders({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []) : [],
    ),
  );
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license, homepage } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  // LICENSE, LICENSE.md, NOTICE: Apache-2.0 §4(d) asks for the latter as well.
  const files = readdirSync(join(ROOT, folder)).filter((file) => /^(?:licen[cs]e|notice)(?:\.\w+)?$/i.test(file));
  const texts = files.sort().map((file) => readFileSync(join(ROOT, folder, file), 'utf8').trim());
  const title = [`${name} ${version} (${license})`, homepage].filter((part) => part !== undefined).join(', ');
  return { title, license, text: texts.length === 0 ? undefined : texts.join('\n\n') };
}
