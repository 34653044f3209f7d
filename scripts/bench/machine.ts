/** The machine and the versions that figures belong to. */
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import pg from 'pg';

const PACKAGES = ['@eventstore/db-client', 'pg', 'fastify', 'mercurius', 'graphql', '@nestjs/core', 'autocannon'];

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  readonly postgresql: string;
  readonly packages: Readonly<Record<string, string>>;
}

export const describeMachine = async (databaseUrl: string): Promise<Machine> => {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query('show server_version');
  await client.end();
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    postgresql: rows[0].server_version,
    packages: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
};

const { resolve } = createRequire(import.meta.url);
const readJson = createRequire(import.meta.url);

/** Not every package exports its package.json, so its folder is looked for on the way up from its entry. */
const versionOf = (name: string): string => {
  const entry = resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`node_modules/${name}`) + `node_modules/${name}`.length);
  return (readJson(`${folder}/package.json`) as { version: string }).version;
};
