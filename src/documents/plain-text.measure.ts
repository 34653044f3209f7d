/** What analysts write, as blocks: paragraphs and lists. Of Markdown only its commonest signs are understood; anything else stays as written. */
import type { Block } from './document.measure.js';

const BULLET = /^\s*[-*+]\s+(?=\S)/;
const NUMBER = /^\s*\d{1,3}[.)]\s+(?=\S)/;
const HEADING = /^\s{0,3}#{1,6}\s+(?=\S)/;

const unmarked = (text: string): string => text.replaceAll(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2').replaceAll(/`([^`]+)`/g, '$1');

const listOf = (lines: readonly string[], sign: RegExp): readonly string[] | undefined =>
  lines.length > 0 && lines.every((line) => sign.test(line)) ? lines.map((line) => unmarked(line.replace(sign, ''))) : undefined;

const blockOf = (part: string): Block => {
  const lines = part.split('\n').filter((line) => line.trim() !== '');
  const bullets = listOf(lines, BULLET);
  if (bullets) return { kind: 'list', items: bullets };
  const numbered = listOf(lines, NUMBER);
  if (numbered) return { kind: 'list', items: numbered, ordered: true };
  return { kind: 'text', paragraphs: [unmarked(lines.map((line) => line.replace(HEADING, '')).join('\n'))] };
};

/** Parts are told apart by empty lines, and where a list begins or ends. */
export const textBlocks = (text: string): readonly Block[] => {
  const parts: string[] = [];
  let kind = '';
  for (const line of text.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const now =
      line.trim() === ''
        ? ''
        : BULLET.test(line)
          ? 'bullet'
          : NUMBER.test(line)
            ? 'number'
            : HEADING.test(line)
              ? 'heading'
              : 'text';
    if (now !== '' && now === kind && now !== 'heading') parts.push(`${parts.pop()}\n${line}`);
    else if (now !== '') parts.push(line);
    kind = now;
  }
  return parts.map(blockOf);
};

/** For facts and tables: dates as people read them. */
export const dayAndTime = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** `threat-report`, `in_review`: as words. */
export const inWords = (term: string): string => {
  const words = term.replaceAll(/[-_]/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
