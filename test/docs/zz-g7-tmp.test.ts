import { problemOf } from '/work/main/test/docs/command-rules';
import { blocksIn } from '/work/main/test/docs/pages';
import { commandsOf } from '/work/main/test/docs/shell';
jest.setTimeout(200000);
test('x', async () => {
  const mine = /^docs\/(how-to|README|tutorial|why|issuers)/;
  const out: unknown[] = [];
  for (const b of blocksIn('sh', 'console').filter((b) => mine.test(b.page))) {
    let cs: Awaited<ReturnType<typeof commandsOf>> = [];
    try { cs = await commandsOf(b); } catch (e) { out.push((e as Error).message); }
    for (const c of cs) { try { const p = await problemOf(c); if (p) out.push(p); } catch (e) { out.push(c.where + ' ' + c.name + ' ' + c.args.join(' ') + ' ' + (e as Error).message.split('\n')[0]); } }
  }
  console.log(JSON.stringify(out, null, 1));
});
