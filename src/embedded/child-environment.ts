/** The environment handed to supervised child processes. */

/** This process's environment with `additions`; what would redirect PostgreSQL (`PG…`) or its messages (`LC_…`, `LANG…`) is left out. */
export function childEnvironment(additions: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', ...additions };
}
