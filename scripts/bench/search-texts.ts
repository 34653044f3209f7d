/** Texts for search over volume: words as unevenly common as those of a language, and the searches that people make in them. */
import type { IntelReportContent } from '../../src/intel-reports/intel-report.events.js';

const SYLLABLES = ['', 'n', 'r', 'st', 'l', 'm'].flatMap((end) =>
  'aeiou'.split('').flatMap((vowel) => 'bcdfghklmnprstvz'.split('').map((start) => `${start}${vowel}${end}`)),
);
const WORDS = 20_000;
const NOTABLE = 200;

/** Numbers from 0 to 1 that follow from their seed (mulberry32). */
const drawer = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** @param rank from 0, the most common. */
export const wordOf = (rank: number): string => {
  let left = rank + SYLLABLES.length;
  let word = '';
  while (left > 0) {
    word += SYLLABLES[left % SYLLABLES.length];
    left = Math.floor(left / SYLLABLES.length);
  }
  return word;
};

/** Zipf's law: a word's share is about one over its rank. */
const draw = (next: () => number): string => wordOf(Math.floor(WORDS ** next()) - 1);
const sentence = (next: () => number, length: number): string => Array.from({ length }, () => draw(next)).join(' ');
const exploit = (n: number): string => `CVE-2024-${10_000 + n}`;

/** The texts of the report of a number. */
export const textsAt = (index: number): Pick<IntelReportContent, 'title' | 'summary' | 'body'> => {
  const next = drawer(index);
  return {
    title: sentence(next, 7),
    summary: `${sentence(next, 25)}.`,
    body: `${sentence(next, 80)}. It uses ${exploit(index % 5_000)}. ${sentence(next, 20)}.`,
  };
};

const SEARCHES: readonly ((next: () => number) => string)[] = [
  (next) => draw(next),
  (next) => `${draw(next)} ${draw(next)}`,
  (next) => `${draw(next)} ${draw(next)} -${draw(next)}`,
  (next) => `${wordOf(Math.floor(next() * NOTABLE))} OR ${draw(next)}`,
  (next) => draw(next).slice(0, 5),
  (next) => `"${draw(next)} ${draw(next)}"`,
  (next) => exploit(Math.floor(next() * 5_000)),
  () => 'T1566.001',
  (next) => misspelt(wordOf(1_000 + Math.floor(next() * 10_000))),
  () => wordOf(0),
];

const misspelt = (word: string): string => `${word.slice(0, 3)}${word.slice(4)}`;

/** Different searches in turn: rare and common words, phrases, ids, beginnings and slips of the pen. */
export const searchAt = (index: number): string => SEARCHES[index % SEARCHES.length](drawer(-1 - index));
