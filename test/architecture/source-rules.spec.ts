/** The source rules hold over the tree, and every one of them catches the text planted for it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type SourceFile, sourceRules } from './source-rules.js';

const ROOT = join(import.meta.dirname, '../..');

const filesUnder = (folder: string): readonly SourceFile[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !path.startsWith('test/architecture/'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

interface Planted {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
  /** The line at fault; undefined when the text keeps the rule. */
  readonly line?: number;
}

const decider = 'src/sources/source.decider.ts';
const spec = 'test/sources/source.decider.spec.ts';
const purpose = '/** Sources. */\n';

const PLANTED: readonly Planted[] = [
  ...['EventBus', 'Saga', 'AggregateRoot', 'EventPublisher'].map((name) => ({
    rule: 'no event bus, saga or aggregate root of @nestjs/cqrs',
    path: 'src/sources/source.commands.ts',
    text: `${purpose}import { CommandBus, ${name} } from '@nestjs/cqrs';\n`,
    line: 2,
  })),
  {
    rule: 'no event bus, saga or aggregate root of @nestjs/cqrs',
    path: 'src/sources/source.commands.ts',
    text: `${purpose}import { Command, CommandBus } from '@nestjs/cqrs';\n// no EventBus here\n`,
  },
  ...['process.env.PORT', "process['env'].PORT", 'process?.env'].map((read) => ({
    rule: 'settings come from src/config/config.ts',
    path: 'src/main.ts',
    text: `${purpose}const port = ${read};\n`,
    line: 2,
  })),
  {
    rule: 'settings come from src/config/config.ts',
    path: 'projections/main.ts',
    text: `${purpose}import { env } from 'node:process';\n`,
    line: 2,
  },
  {
    rule: 'settings come from src/config/config.ts',
    path: 'scripts/start.ts',
    text: `${purpose}const { env } = process;\n`,
    line: 2,
  },
  {
    rule: 'settings come from src/config/config.ts',
    path: 'src/main.ts',
    text: `${purpose}// process.env is read elsewhere\nconst url = 'http://127.0.0.1'; /* process.env */\n`,
  },
  { rule: 'a file begins with its purpose in one line', path: 'src/main.ts', text: "import 'reflect-metadata';\n", line: 1 },
  { rule: 'a file begins with its purpose in one line', path: 'src/main.ts', text: '/**\n * The API.\n */\n', line: 1 },
  {
    rule: 'a file begins with its purpose in one line',
    path: 'scripts/ledger.ts',
    text: '#!/usr/bin/env node\n/** The CLI. */\n',
  },
  {
    rule: 'a file has at most 400 lines',
    path: 'projections/registry.ts',
    text: `${purpose}${'\n'.repeat(399)}end\n`,
    line: 401,
  },
  { rule: 'a file has at most 400 lines', path: 'projections/registry.ts', text: `${purpose}${'\n'.repeat(398)}end\n` },
  {
    rule: 'no test runs alone',
    path: spec,
    text: "describe('a source', () => {\n  it.only('is registered', () => {});\n});\n",
    line: 2,
  },
  { rule: 'a skipped test says why', path: spec, text: "it.skip('is registered', () => {});\n", line: 1 },
  { rule: 'a skipped test says why', path: spec, text: 'before(function () {\n  this.skip();\n});\n', line: 2 },
  {
    rule: 'a skipped test says why',
    path: spec,
    text: "(present ? it : it.skip)('is imported (needs the shared data)', () => {});\n",
  },
  { rule: 'a skipped test says why', path: spec, text: "if (process.platform === 'win32') this.skip();\n" },
  { rule: 'a skipped test says why', path: spec, text: 'test.skip(); // this system does not allow that way\n' },
  { rule: 'no test is switched off by an x', path: spec, text: "\nxit('is registered', () => {});\n", line: 2 },
  { rule: 'the product logs through its logger', path: 'src/app.module.ts', text: `${purpose}console.log('ready');\n`, line: 2 },
  { rule: 'the product logs through its logger', path: 'src/app.module.ts', text: `${purpose}// console.log is for scripts\n` },
  {
    rule: 'an append that fails throws',
    path: 'src/ledger/esdb/connection.ts',
    text: `${purpose}const options = { throwOnAppendFailure: false };\n`,
    line: 2,
  },
  {
    rule: 'an append names the revision it expects',
    path: 'src/ledger/esdb/connection.ts',
    text: `${purpose}const options = {\n  expectedRevision: ANY,\n};\n`,
    line: 3,
  },
  ...[
    'Date.now()',
    'new Date()',
    'new Date',
    'Date()',
    'Math.random()',
    'randomUUID()',
    'crypto.getRandomValues(salt)',
    'performance.now()',
  ].map((impure) => ({
    rule: 'pure files read no clock and draw no ids',
    path: decider,
    text: `${purpose}const x = ${impure};\n`,
    line: 2,
  })),
  {
    rule: 'pure files read no clock and draw no ids',
    path: 'src/sources/source.measure.ts',
    text: `${purpose}const due = new Date(lastReportAt).getTime(); // never Date.now()\nconst parsed = Date.parse(lastReportAt);\n`,
  },
];

describe('the source rules', () => {
  describe('hold over the whole tree', () => {
    const files = ['src', 'projections', 'scripts', 'test'].flatMap(filesUnder);
    if (existsSync(join(ROOT, 'ormconfig.ts')))
      files.push({ path: 'ormconfig.ts', text: readFileSync(join(ROOT, 'ormconfig.ts'), 'utf8') });

    for (const { name, appliesTo, offences } of sourceRules)
      it(name, () => {
        const found = files
          .filter(({ path }) => appliesTo(path))
          .flatMap((file) => offences(file).map((line) => `${file.path}:${line}`));
        assert.deepEqual(found, []);
      });
  });

  describe('catch what was planted for them', () => {
    for (const { rule, path, text, line } of PLANTED)
      it(`${rule}: ${JSON.stringify(text.replace(purpose, '').trim().slice(0, 70))}`, () => {
        const named = sourceRules.find(({ name }) => name === rule);
        assert.ok(named, `there is no rule "${rule}"`);
        assert.ok(named.appliesTo(path), `${rule} does not apply to ${path}`);
        assert.deepEqual(named.offences({ path, text }), line === undefined ? [] : [line]);
      });

    it('and every rule has a planted violation', () => {
      const caught = new Set(PLANTED.filter(({ line }) => line !== undefined).map(({ rule }) => rule));
      assert.deepEqual(
        sourceRules.map(({ name }) => name).filter((name) => !caught.has(name)),
        [],
      );
    });
  });
});
