import { configIn } from '../../src/report/svgConfig';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCli, CLI } from '../docs/builtCli';

const sample = (name: string): string => readFileSync(`test/fixtures/machine-output/${name}`, 'utf8');

const BIG =
  '{"machine":{"paging_levels":5},"pgmaps":[{"ranges":[{"start":"0x4000000000000","size":"64TiB"}]}]}';
const GOOD = '{"pgmaps":[{"name":"dax0.0","ranges":[{"start":"0x1080000000","size":"128GiB"}]}]}';
const BAD =
  '{"pgmaps":[{"name":"ns","align":"1GiB","ranges":[{"start":"0x440200000","end":"0x53fffffff"}]}]}';

interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the command line', function () {
  // Each case starts processes, on machines that may be busy.
  this.timeout(20_000);
  let dir = '';

  before(() => {
    buildCli();
    dir = mkdtempSync(join(tmpdir(), 'vmemmap-lens-'));
  });

  after(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  const run = (args: readonly string[], input: string | Buffer = ''): Run => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      input,
      maxBuffer: 2 ** 28,
      timeout: 30_000,
    });
    return { status, out: stdout.toString(), err: stderr.toString() };
  };

  const file = (name: string, content: string | Buffer): string => {
    const path = join(dir, name);
    writeFileSync(path, content);
    return path;
  };

  /** Status 2, nothing on standard output, and one line that matches. */
  const refused = ({ status, out, err }: Run, words: RegExp): void => {
    assert.match(err, words);
    assert.match(err, /^vmemmap-lens: [^\n]*\n$/);
    assert.deepEqual([status, out], [2, '']);
  };

  it('reads standard input and prints what it was asked for', () => {
    const { status, out, err } = run(['layout', '-', '--format', 'json'], GOOD);
    assert.deepEqual([status, err], [0, '']);
    const { totals } = JSON.parse(out) as { totals: { bytesSaved: number } };
    assert.equal(totals.bytesSaved, 1606418432);
    assert.match(run(['report', '-'], GOOD).out, /1,532 MiB/);
    assert.match(run(['report', '-', '--format=markdown'], GOOD).out, /\| 1,532 MiB \|/);
    assert.match(run(['layout', '-', '--format=diagram'], GOOD).out, /virt_to_page/);
  });

  it('tells what it can do', () => {
    assert.match(run(['--help']).out, /layout FILE.*report FILE.*releases FILE.*check FILE/s);
    for (const command of ['layout', 'report', 'releases', 'lifecycle', 'check', 'convert', 'collect']) {
      const { status, out } = run([command, '--help']);
      assert.equal(status, 0);
      assert.match(out, new RegExp(`^vmemmap-lens ${command}[^]*\\n\\n`));
      assert.ok(out.split('\n').every((line) => line.length <= 78));
    }
    assert.ok(
      run(['-h'])
        .out.split('\n')
        .every((line) => line.length <= 78),
    );
    const version = run(['--version']);
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
    assert.deepEqual(run(['-V']), version);
  });

  it('takes help as a command, as git and others do', () => {
    assert.deepEqual(run(['help']), run(['--help']));
    assert.deepEqual(run(['help', '--help']), run(['--help']));
    assert.deepEqual(run(['help', 'help']), run(['--help']));
    for (const command of ['layout', 'collect'])
      assert.deepEqual(run(['help', command]), run([command, '--help']));
    // Only in the place of a command.
    refused(run(['check', 'help']), /help: no such file/);
  });

  it('gives no help on a command that there is not', () => {
    const { err } = run(['bogus']);
    assert.match(err, /^vmemmap-lens: unknown command "bogus"; use layout, .* or collect \(/);
    for (const args of [
      ['bogus', '--help'],
      ['-h', 'bogus'],
      ['help', 'bogus'],
    ])
      assert.deepEqual(run(args), { status: 2, out: '', err });
  });

  it('shows what removal frees and what a failed allocation leaves', () => {
    const { status, out } = run(['lifecycle', '-'], GOOD);
    assert.equal(status, 0);
    assert.match(out, /freed in all/);
    const failed = run(['lifecycle', '-', '--fail', '3', '--format=json'], GOOD);
    const { pgmaps } = JSON.parse(failed.out) as { pgmaps: { outcome: { errno?: string } }[] };
    assert.equal(pgmaps[0]!.outcome.errno, 'ENOMEM');
    refused(run(['lifecycle', '-', '--fail', '0'], GOOD), /from 1 to 100000/);
    refused(run(['report', '-', '--fail', '2'], GOOD), /lifecycle only/);
  });

  it('shows the same pgmaps over all releases', () => {
    const { status, out, err } = run(['releases', '-'], GOOD);
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, /^5\.10–5\.18 +PMD leaves +2 GiB/m);
    assert.match(out, /"mm\/sparse-vmemmap: improve memory savings for compound devmaps", Linux 5\.19/);
    const { pgmaps } = JSON.parse(run(['releases', '-', '--format=json'], GOOD).out) as {
      pgmaps: { releases: { from: string }[] }[];
    };
    assert.equal(pgmaps[0]!.releases[1]!.from, '5.19');
    assert.match(run(['releases', '-', '--format=markdown'], GOOD).out, /^\| 5\.10–5\.18 \| PMD leaves \|/m);
    refused(run(['releases', '-', '--format=csv'], GOOD), /has no format "csv"; use text, json, markdown/);
    refused(run(['releases', '-', '--expand'], GOOD), /layout only/);
  });

  it('writes figures as CSV, the picture as SVG and findings as SARIF, each with what the others say', () => {
    const [head, row] = run(['report', '-', '--format=csv'], GOOD)
      .out.split('\n')
      .map((l) => l.split(','));
    const { pgmaps } = JSON.parse(run(['report', '-', '--format=json'], GOOD).out) as {
      pgmaps: { bytesSaved: number }[];
    };
    assert.equal(Number(row![head!.indexOf('bytesSaved')]), pgmaps[0]!.bytesSaved);
    const svg = run(['report', '-', '--format=svg'], GOOD).out;
    assert.match(svg, /^<svg xmlns[^]*<\/svg>\n$/);
    assert.equal(configIn(svg), GOOD);
    const { status, out } = run(['check', '-', '--format=sarif'], BAD);
    const sarif = JSON.parse(out) as {
      version: string;
      runs: { results: { ruleId: string; level: string; properties: { releases?: string } }[] }[];
    };
    assert.deepEqual([status, sarif.version], [1, '2.1.0']);
    const alias = sarif.runs[0]!.results.find((r) => r.ruleId === 'head-aliasing')!;
    assert.equal(alias.level, 'error');
    assert.match(alias.properties.releases!, /^5\.19/);
  });

  it('takes machine output as it is, from standard input and in several files', () => {
    const daxctl = sample('daxctl-08-qemu-cxl-DRM-mappings.json');
    const { status, out, err } = run(['report', '-'], daxctl);
    assert.equal(status, 0);
    assert.match(out, /dax0\.0 +system-ram +256 MiB/);
    assert.match(
      err,
      /^vmemmap-lens: standard input: read as daxctl list; 1 assumed: vmemmap-lens check names it\n$/,
    );
    const [ndctl, iomem] = [
      file(
        'ndctl.json',
        '[{"dev":"namespace0.0","mode":"devdax","map":"dev","align":2097152,"uuid":"u","chardev":"dax0.0","size":1082329661440}]',
      ),
      file(
        'iomem',
        '2080000000-1207fffffff : Persistent Memory\n  2080000000-24801fffff : namespace0.0\n  2480200000-1207fffffff : dax0.0\n',
      ),
    ];
    const { pgmaps } = JSON.parse(run(['layout', ndctl, iomem, '--format=json'], '').out) as {
      pgmaps: { ranges: { start: string }[] }[];
    };
    assert.equal(pgmaps[0]!.ranges[0]!.start, '0x2080000000');
    refused(run(['layout', ndctl, file('config.pgmap.json', GOOD)]), /config.pgmap.json is a config/);
    refused(
      run(['report', '-', '--machine', '{"kernel":"6.12"}'], GOOD),
      /--machine goes with machine output/,
    );
  });

  it('checks machine output at its own lines, and takes logs with NUL characters for what they are', () => {
    const text = sample('iomem-11-pmem-legacy-misaligned.txt');
    const { status, out } = run(['check', '-', '--format=json'], `\0\0${text}`);
    assert.equal(status, 1);
    const found = (
      JSON.parse(out) as { code: string; line: number; column: number; fixes: unknown[] }[]
    ).find((f) => f.code === 'subsection-misaligned')!;
    assert.deepEqual([found.line, found.column], [7, 1]);
    assert.ok(found.fixes.length > 0);
  });

  it('converts to a config that is none to convert again', () => {
    const { status, out, err } = run(
      ['convert', '-', '--machine', '{"kernel":"6.1.192"}'],
      sample('iomem-03-hmem-softreserved-4g.txt'),
    );
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, /"kernel": "6\.1\.192", \/\/ --machine\n/);
    assert.match(out, /0x340000000.*\/proc\/iomem, standard input:3$/m);
    assert.equal(run(['check', '-'], out).status, 0);
    refused(run(['convert', '-'], out), /is a pgmap config already/);
    refused(run(['convert', '-'], 'hello'), /no machine output is in it; looked for daxctl list/);
    refused(run(['convert', '-'], '00000000-00000000 : System RAM'), /run "sudo cat/);
    refused(run(['convert', '-'], ''), /no machine output/);
    refused(run(['convert', '-', '--machine', '{"arch":"vax"}'], 'x'), /--machine: "vax" is no architecture/);
    refused(run(['convert', '-', '--machine', '[]'], 'x'), /--machine: /);
  });

  it('holds the report against what the machine counted', () => {
    const [before, after] = [
      file('before', 'nr_memmap_pages 5\n'),
      file('after', 'nr_memmap_pages 131077\n'),
    ];
    const args = ['report', '-', '--against', before, '--against', after];
    assert.match(run(args, GOOD).out, /^nr_memmap_pages +\+131,072 +\+131,072 +0 +match$/m);
    const { against } = JSON.parse(run([...args, '--format=json'], GOOD).out) as {
      against: { verdict: string }[];
    };
    assert.equal(against[0]!.verdict, 'match');
    assert.match(run([...args, '--format=markdown'], GOOD).out, /^\| nr_memmap_pages \| \+131,072 \|/m);
    refused(run([...args, '--format=csv'], GOOD), /--against does not go with --format csv/);
    refused(run(['check', '-', '--against', after], GOOD), /report only/);
    refused(run(['report', '-', '--against', file('none', 'x')], GOOD), /no counter of struct pages/);
  });

  it('prints a script that reads a machine, and runs nothing', () => {
    const { status, out } = run(['collect']);
    assert.equal(status, 0);
    assert.match(out, /^#!\/bin\/sh\n/);
    for (const command of [
      'daxctl list -DRM',
      'ndctl list -NRDXv',
      'cat /proc/iomem',
      'uname -a',
      'pahole -C page',
    ])
      assert.ok(out.includes(`show ${command}`), command);
    assert.equal(spawnSync('sh', ['-n'], { input: out }).status, 0);
    refused(run(['collect', 'x']), /takes no file/);
  });

  it('exits with 1 where check finds an error, with 0 where it does not', () => {
    const [good, bad] = [file('good.pgmap.json', GOOD), file('bad.pgmap.json', BAD)];
    assert.equal(run(['check', good]).status, 0);
    const found = run(['check', good, bad, '--format', 'json']);
    assert.equal(found.status, 1);
    const list = JSON.parse(found.out) as { file: string; code: string; line: number; column: number }[];
    const [aliasing] = list.filter((f) => f.code === 'head-aliasing');
    assert.deepEqual([aliasing!.file, aliasing!.line], [bad, 1]);
    assert.match(
      run(['check', bad, '--format', 'github']).out,
      /^::error file=.*,line=1,.*title=head-aliasing::/m,
    );
  });

  it('shows the head-aliasing layout: 2 own and 16374 shared pages', () => {
    const { status, out, err } = run(['layout', '-', '--format=json', '--expand'], BAD);
    assert.equal(status, 0);
    assert.match(err, /1 error in it/);
    const { pgmaps } = JSON.parse(out) as { pgmaps: { ranges: { mapping: unknown }[] }[] };
    assert.deepEqual(pgmaps[0]!.ranges[0]!.mapping, [
      [0, 2, 'own', 0],
      [2, 16374, 'shared', 1],
    ]);
  });

  it('refuses in one line what it cannot use', () => {
    refused(run(['layout', dir]), /is a directory/);
    refused(run(['layout', join(dir, 'nope')]), /no such file/);
    refused(run(['layout', '-'], ''), /is empty/);
    refused(run(['report', '-'], 'what is this\n'), /standard input/);
    refused(run(['layout', '-'], '[1, 2]'), /standard input/);
    refused(run(['layout', '-'], '{"hello": 1}'), /standard input/);
    refused(run(['check', '-'], Buffer.from([0x7b, 0x0a, 0xff])), /not valid UTF-8 text \(line 2\)/);
    refused(run(['check', '-'], '{}\0'), /NUL/);
    refused(run(['check', '-'], Buffer.alloc(33 * 2 ** 20, ' ')), /larger than 32 MiB/);
    refused(run(['check', '-'], Buffer.alloc(2 ** 21 + 2, '0,')), /more than a million values/);
  });

  it('answers an empty list with an empty layout', () => {
    const { status, out } = run(['layout', '-', '--format=json'], '{"pgmaps": []}');
    assert.equal(status, 0);
    assert.deepEqual((JSON.parse(out) as { pgmaps: unknown[] }).pgmaps, []);
  });

  it('says in one line what is not in this version, or not known', () => {
    refused(
      run(['report', 'f', '--format', 'pdf']),
      /has no format "pdf"; use text, json, markdown, csv, svg/,
    );
    refused(run(['convert', 'f']), /no such file/);
    refused(run(['layout', 'f', '--format', 'xml']), /use text, json, diagram/);
    refused(run(['layout', '-', file('other.pgmap.json', GOOD)], GOOD), /one config/);
    refused(run(['check']), /no file/);
    refused(run([]), /no command/);
    refused(run(['draw', 'f']), /unknown command/);
    refused(run(['check', '--fast', 'f']), /--fast/);
    refused(run(['check', '--expand', 'f']), /layout only/);
  });

  it('checks the other files where one cannot be read', () => {
    const { status, out, err } = run(['check', dir, file('bad2.pgmap.json', BAD)]);
    assert.equal(status, 2);
    assert.match(out, /\[head-aliasing\]/);
    assert.match(err, /^[^\n]*is a directory[^\n]*\n$/);
  });

  it('takes the marks and encodings that editors and shells leave', () => {
    const bom = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(GOOD)]);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(GOOD, 'utf16le')]);
    for (const input of [bom, utf16])
      assert.equal(run(['report', '-'], input).out, run(['report', '-'], GOOD).out);
    assert.equal(run(['check', '-'], bom).status, 0);
  });

  it('takes 20 MB, 300,000 lines and a line of 10 MB like any text', function () {
    this.timeout(60_000);
    const wanted = run(['report', '-'], GOOD).out;
    for (const before of [`/*${'x'.repeat(20e6)}*/`, '\n'.repeat(300_000)])
      assert.equal(run(['report', '-'], before + GOOD).out, wanted);
    const iomem = '4080000000-807fffffff : dax7.0\n';
    const { out } = run(['report', '-'], iomem);
    for (const before of [`${'a'.repeat(10e6)}\n`, 'Dear list,\n'.repeat(300_000)])
      assert.equal(run(['report', '-'], before + iomem).out, out);
  });

  it('ends quietly where the reader leaves', async () => {
    const child = spawn(process.execPath, [CLI, 'layout', '-', '--expand'], { stdio: 'pipe' });
    let err = '';
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.stdin.end(BIG);
    await new Promise((done) => child.stdout.once('data', done));
    child.stdout.destroy();
    const status = await new Promise((done) => child.once('close', done));
    assert.deepEqual([status, err], [0, '']);
  });

  it('writes all of it, however slowly it is read', async () => {
    const config = '{"pgmaps":[{"ranges":[{"start":"0x10000000000","size":"32GiB"}]}]}';
    const all = run(['layout', '-', '--expand', '--format=json'], config).out;
    assert.ok(all.length > 2 ** 19);
    const child = spawn(process.execPath, [CLI, 'layout', '-', '--expand', '--format=json'], {
      stdio: 'pipe',
    });
    child.stdin.end(config);
    let got = '';
    for await (const data of child.stdout) {
      got += (data as Buffer).toString();
      await new Promise((done) => setTimeout(done, 5));
    }
    assert.equal(got, all);
  });
});
