/** What imports cannot show: rules over the text of a source file, each a function from a file to its offending lines. */

export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface SourceRule {
  readonly name: string;
  readonly appliesTo: (path: string) => boolean;
  /** @returns the offending lines, counted from 1; empty when the file keeps the rule. */
  readonly offences: (file: SourceFile) => readonly number[];
}

const STRING_OR_COMMENT = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

/** Blanks comments, keeping strings and line numbers. */
const withoutComments = (text: string): string =>
  text.replaceAll(STRING_OR_COMMENT, (whole: string, string?: string) => string ?? whole.replaceAll(/[^\n]/g, ' '));

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const linesMatching =
  (pattern: RegExp) =>
  ({ text }: SourceFile): readonly number[] => {
    const code = withoutComments(text);
    return [...code.matchAll(pattern)].map(({ index }) => lineAt(code, index));
  };

const isProduct = (path: string): boolean => /^(?:src|projections|scripts)\/.+\.ts$/.test(path);
const isSpec = (path: string): boolean => /^test\/.+\.ts$/.test(path);
const isPure = (path: string): boolean => /^src\/.+\.(?:decider|record|measure|events|upcasters)\.ts$/.test(path);
const CHILD_ENTRY = 'src/embedded/event-store-node/main.ts';
/** The settings, the child that gets its own from its parent, and the file that hands the environment down to children. */
/** A process says on its console that it is ready, or why it cannot start. */
const PROCESS_ENTRIES = new Set([CHILD_ENTRY, 'src/main.ts', 'projections/main.ts']);
const READS_ENVIRONMENT = new Set(['src/config/config.ts', CHILD_ENTRY, 'src/embedded/child-environment.ts']);

const LONGEST_FILE = 400;
const REASON = /\b(?:skipped|needs|because|absent|without|unless|unset)\b|process\.platform|\.skip\b.*\/\/ \w/i;

/** A skipped test says why within its own line or the three before it, so that a reader of the run or of the file sees it. */
const skipsWithoutReason = ({ text }: SourceFile): readonly number[] => {
  const lines = text.split('\n');
  return lines.flatMap((line, i) =>
    /\.skip\b/.test(line) && !REASON.test(lines.slice(Math.max(0, i - 3), i + 1).join('\n')) ? [i + 1] : [],
  );
};

export const sourceRules: readonly SourceRule[] = [
  {
    name: 'no event bus, saga or aggregate root of @nestjs/cqrs',
    appliesTo: isProduct,
    offences: linesMatching(
      /\b(?:import|export)\b[^;]*?\b(?:EventBus|Saga|AggregateRoot|EventPublisher)\b[^;]*?['"]@nestjs\/cqrs['"]/g,
    ),
  },
  {
    name: 'settings come from src/config/config.ts',
    appliesTo: (path) => (isProduct(path) || path === 'ormconfig.ts') && !READS_ENVIRONMENT.has(path),
    offences: linesMatching(
      /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\[['"]env['"]\]|\benv\b[^;]*?\bfrom\s*['"](?:node:)?process['"]|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b/g,
    ),
  },
  {
    name: 'a file begins with its purpose in one line',
    appliesTo: isProduct,
    offences: ({ text }) => (/^(?:#![^\n]*\n)?\/\*\* \S[^\n]*\S \*\/\n/.test(text) ? [] : [1]),
  },
  {
    name: `a file has at most ${LONGEST_FILE} lines`,
    appliesTo: isProduct,
    offences: ({ text }) => (text.trimEnd().split('\n').length > LONGEST_FILE ? [LONGEST_FILE + 1] : []),
  },
  {
    name: 'no test runs alone',
    appliesTo: isSpec,
    offences: linesMatching(/\b(?:describe|context|suite|it|specify|test)\.only\b/g),
  },
  { name: 'a skipped test says why', appliesTo: isSpec, offences: skipsWithoutReason },
  {
    name: 'no test is switched off by an x',
    appliesTo: isSpec,
    offences: linesMatching(/^[ \t]*x(?:describe|context|it|specify)\s*\(/gm),
  },
  {
    name: 'the product logs through its logger',
    appliesTo: (path) => /^(?:src|projections)\/.+\.ts$/.test(path) && !PROCESS_ENTRIES.has(path),
    offences: linesMatching(/\bconsole\s*\.\s*(?:log|info|warn|error|debug|trace|dir|table)\b/g),
  },
  {
    name: 'an append that fails throws',
    appliesTo: (path) => path.startsWith('src/'),
    offences: linesMatching(/\bthrowOnAppendFailure\b/g),
  },
  {
    name: 'an append names the revision it expects',
    appliesTo: (path) => path.startsWith('src/'),
    offences: linesMatching(/\bexpectedRevision\s*:\s*(?:ANY\b|['"]any['"])/g),
  },
  {
    name: 'pure files read no clock and draw no ids',
    appliesTo: isPure,
    offences: linesMatching(
      /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())|(?<!new\s)\bDate\s*\(\s*\)|\bMath\s*\.\s*random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b|\bperformance\s*\.\s*now\b|\bprocess\s*\.\s*hrtime\b/g,
    ),
  },
];
