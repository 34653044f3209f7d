/** STIX patterns: what can be read, what is refused and where, and what reads well but makes no sense. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { validateStixObject } from '../../../src/exchange/stix/validate.js';
import { parsePattern, type PatternVersion } from '../../../src/exchange/stix/patterns/pattern-parser.js';
import { patternFindings } from '../../../src/exchange/stix/patterns/pattern-semantics.js';
import { PatternSyntaxError } from '../../../src/exchange/stix/patterns/pattern-syntax.js';
import { givenSeed, seeded } from '../../spec/seeded.js';
import { indicator } from './stix-examples.js';

const findings = (pattern: string, version: PatternVersion = '2.1') =>
  patternFindings(parsePattern(pattern, version), version).map(({ severity, message }) => `${severity}: ${message}`);
const sound = (...patterns: string[]) => {
  for (const pattern of patterns) assert.deepEqual(findings(pattern), [], pattern);
};
const wrong = (pattern: string, said: RegExp, severity = 'error') => {
  const [first = 'nothing', ...rest] = findings(pattern);
  assert.match(first, said, pattern);
  assert.ok(first.startsWith(severity) && rest.length === 0, `${pattern}: ${[first, ...rest].join('; ')}`);
};
const broken = (pattern: string, said: string, version?: PatternVersion) =>
  assert.throws(
    () => parsePattern(pattern, version),
    (error) => error instanceof PatternSyntaxError && (assert.equal(error.message, said, pattern), true),
  );

describe('a STIX pattern', () => {
  it('is read in every form the specification has', () => {
    sound(
      "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
      "[email-message:from_ref.value MATCHES '.+\\\\@example\\\\.com$' AND email-message:body_multipart[*].body_raw_ref.name MATCHES '^Final Report.+\\\\.exe$']",
      "[file:hashes.MD5 = '79054025255fb1a26e4bc422aef54eb4'] FOLLOWEDBY [windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\foo\\\\bar'] WITHIN 300 SECONDS",
      "[user-account:account_type = 'unix' AND user-account:user_id = '1007' AND user-account:account_login = 'Peter'] AND [user-account:user_id = '1008'] AND [user-account:user_id = '1009']",
      "[artifact:mime_type = 'application/vnd.tcpdump.pcap' AND artifact:payload_bin MATCHES '\\\\xd4\\\\xc3\\\\xb2\\\\xa1\\\\x02\\\\x00\\\\x04\\\\x00']",
      "[file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32']",
      "[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]",
      "[file:mime_type = 'image/bmp' AND file:magic_number_hex = h'ffd8']",
      "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.33/32']",
      "[domain-name:value = 'www.5z8.info' AND domain-name:resolves_to_refs[*].value = '198.51.100.1/32'] OR [url:value = 'http://a.example']",
      "[x509-certificate:issuer = 'CN=WEBMAIL' AND x509-certificate:validity_not_after < t'2026-01-05T10:00:00.123456Z']",
      "[artifact:payload_bin = b'dGhpcyBpcyBhIHRlc3Q=']",
      "[ipv4-addr:value ISSUBSET '198.51.100.0/24' OR ipv6-addr:value NOT ISSUPERSET '2001:db8::1']",
      "[process:pid IN (1, 2, +3)] REPEATS 5 TIMES WITHIN 1.5 SECONDS START t'2026-01-05T10:00:00Z' STOP t'2026-01-05T11:00:00Z'",
      "([file:name LIKE 'foo%'] AND [file:size NOT IN (-1, 0)]) REPEATS 2 TIMES",
      '[EXISTS file:name AND NOT EXISTS file:size]',
      "[process:is_hidden = true AND (process:command_line = 'it''s' OR process:cwd != 'a\\\\b')]".replace("''", "\\'"),
      "[ file : name = 'a' /* a comment */ ] // and another\n OR\t[file:name='b']",
      "[windows-registry-key:values[0].data = '%DATA%']",
      "[network-traffic:start > t'2026-01-05T10:00:00Z']",
    );
  });

  it('keeps the order in which operators bind: AND, OR, FOLLOWEDBY', () => {
    const shape = (pattern: string): unknown => {
      const walk = (node: ReturnType<typeof parsePattern>): unknown =>
        node.kind === 'joined'
          ? [node.operator, ...node.operands.map(walk)]
          : node.kind === 'group'
            ? walk(node.of)
            : node.comparison.kind === 'test'
              ? String(node.comparison.constants[0].value)
              : node.comparison.kind;
      return walk(parsePattern(pattern));
    };
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => `[file:name = '${name}']`);
    assert.deepEqual(shape(`${a} FOLLOWEDBY ${b} OR ${c} AND ${d}`), ['FOLLOWEDBY', 'a', ['OR', 'b', ['AND', 'c', 'd']]]);
    assert.deepEqual(shape(`(${a} FOLLOWEDBY ${b}) AND ${c}`), ['AND', ['FOLLOWEDBY', 'a', 'b'], 'c']);
    assert.deepEqual(shape(`${a} FOLLOWEDBY ${b} FOLLOWEDBY ${c}`), ['FOLLOWEDBY', 'a', 'b', 'c']);
    assert.deepEqual(shape("[file:name = 'it\\'s' AND file:size = 1 OR file:size = 2]"), 'joined');
    assert.equal(shape("[file:name = 'it\\'s']"), "it's");
  });

  it('is refused where it breaks, with the place and what was expected there', () => {
    broken('file:size = 1280', 'line 1, column 1: expected "[" or "(", as in [file:size > 1000], found "file"');
    broken(
      '[file:size = ]',
      `line 1, column 14: expected a constant: 'text' in single quotes, a number, t'…', h'…' or b'…', found "]"`,
    );
    broken('[file.size = 1]', 'line 1, column 6: expected ":" between the object type and its property, found "."');
    broken("[file:name = 'a']\nWITHIN 5 HOURS", 'line 2, column 10: expected SECONDS, found "HOURS"');
    broken(
      "[file:name = 'a'] within 5 SECONDS",
      'line 1, column 19: expected AND, OR, FOLLOWEDBY, a qualifier or the end of the pattern, found "within"',
    );
    broken("[file:name = 'a", "line 1, column 16: expected a closing quote ', found the end of the pattern");
    broken("[file:name = 'a\\d']", `line 1, column 17: expected \\' or \\\\ after a backslash in quotes, found "d"`);
    broken(
      "[file:hashes.SHA-256 = 'a']",
      `line 1, column 14: expected single quotes around a name with a hyphen: 'SHA-256', found "SHA-256"`,
    );
    broken('[file:name MATCHES /.*/]', `line 1, column 20: expected a word, a constant or an operator, found "/"`);
    broken('[file:name =? 1]', `line 1, column 13: expected a word, a constant or an operator, found "?"`);
    broken("[NOT file:name = 'a']", 'line 1, column 6: expected EXISTS; elsewhere NOT stands before the operator, found "file"');
    broken("[artifact:payload_bin = b'====']", "line 1, column 25: expected base64 (RFC 4648) in b, found '===='");
    broken(
      "[file:magic_number_hex = h'abc']",
      "line 1, column 26: expected an even number of hexadecimal digits in h, found 'abc'",
    );
    broken(
      '[file:size > true]',
      `line 1, column 14: expected a constant that has an order: 'text' in single quotes, a number, t'…', h'…' or b'…', found "true"`,
    );
    broken('[file:size = 007]', 'line 1, column 14: expected a number without leading zeros, found 007');
    broken('[file:contains_refs[-1].name = 1]', 'line 1, column 21: expected * or an index that is not negative, found "-1"');
    broken(
      "[file:name = 'a'] START '2026-01-05T10:00:00Z' STOP '2026-01-05T11:00:00Z'",
      `line 1, column 25: expected a timestamp such as t'2026-01-05T10:00:00Z', found "2026-01-05T10:00:00Z"`,
    );
    broken('[file:size = 1] REPEATS 1.5 TIMES', 'line 1, column 25: expected a whole number, found "1.5"');
    broken('', 'line 1, column 1: expected "[" or "(", as in [file:size > 1000], found the end of the pattern');
  });

  it('makes sense', () => {
    wrong("[file:name = 'a'] WITHIN 0 SECONDS", /more than 0 seconds/);
    wrong("[file:name = 'a'] REPEATS 0 TIMES", /at least 1 time/);
    wrong("[file:name = 'a'] WITHIN 1 SECONDS WITHIN 2 SECONDS", /WITHIN stands twice/);
    wrong("([file:name = 'a']) WITHIN 1 SECONDS WITHIN 2 SECONDS", /WITHIN stands twice/, 'warning');
    wrong("[file:name = 'a'] START t'2026-01-05T10:00:00Z' STOP t'2026-01-05T10:00:00.000Z'", /must be after START/);
    wrong("[file:ctime > t'2026-02-29T00:00:00Z']", /a day that does not exist/);
    wrong("[file:name = 'a' AND directory:path = 'b']", /which no object is both of/);
    wrong("[(file:name = 'a' OR directory:path = 'b') AND url:value = 'c']", /which no object is both of/);
    sound("[(file:name = 'a' OR directory:path = 'b') AND file:size = 1]", "[file:name = 'a' OR directory:path = 'b']");
    wrong("[ipv4-addr:value ISSUBSET '198.51.100.1']", /needs a network/);
    wrong("[ipv4-addr:value ISSUBSET '198.51.100.0/33']", /needs a network/);
    wrong("[file:name MATCHES '(a']", /valid regular expression/);
    wrong("[file:name MATCHES '(?i)a']", /more of PCRE/, 'warning');
    wrong("[file:hashes.MD5 = 'f00']", /is not MD5/);
    wrong("[file:hashes.'SHA-256' IN ('f00')]", /is not SHA-256/);
    wrong('[file:size = 9223372036854775808]', /64 bits/);
    wrong("[file:size IN (1, 'a')]", /of one type/, 'warning');
    wrong("[file:colour = 'red']", /not a property of file/, 'warning');
    wrong("[x-thing:colour = 'red']", /not a STIX 2.1 cyber-observable/, 'warning');
    wrong("[domain-name:resolves_to_refs.value = 'a']", /resolves_to_refs\[\*\]\.value/, 'warning');
  });

  it('of version 2.0 is read as 2.0 has it', () => {
    const old = "[file:name = 'a' and directory:path = 'b'] start '2026-01-05T10:00:00Z' stop '2026-01-05T11:00:00Z'";
    assert.match(findings(old, '2.0').join(), /^warning: AND joins file and directory[^,]+,[^,]+$/);
    assert.throws(() => parsePattern(old), PatternSyntaxError);
  });

  it('of an indicator is part of what is validated', () => {
    const problems = (properties: Parameters<typeof indicator>[1]) =>
      validateStixObject(indicator(1, properties), 'o').map(({ severity, path, code }) => `${severity} ${path} ${code}`);
    assert.deepEqual(problems({ pattern: '[file:size = ]' }), ['error o.pattern PATTERN']);
    assert.deepEqual(problems({ pattern: "[x-a:b = 'c']" }), ['warning o.pattern PATTERN']);
    assert.deepEqual(problems({ pattern: 'alert tcp any any', pattern_type: 'snort' }), []);
    assert.deepEqual(problems({ pattern: "[file:name = 'a' or file:name = 'b']", pattern_version: '2.0' }), []);
  });

  it('is bounded in length and depth', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}[file:size = 1]${')'.repeat(depth)}`;
    sound(nested(64));
    assert.throws(() => parsePattern(nested(65)), /at most 64 parentheses/);
    assert.throws(() => parsePattern(nested(100_000)), /at most 64 parentheses/);
    assert.throws(() => parsePattern(`[file:name = '${'a'.repeat(1024 * 1024)}']`), /at most 1048576 characters/);
  });
});

const WORDS =
  "[ ] ( ) : . , * = != < >= 'a' 'it\\'s' 1 -2 0.5 h'00' b'AAAA' t'2026-01-05T10:00:00Z' true file name hashes x_a AND OR NOT IN LIKE " +
  'MATCHES ISSUBSET EXISTS FOLLOWEDBY WITHIN SECONDS REPEATS TIMES START STOP [file:size=1] /* */ // é ( [ ';

describe('the pattern parser', () => {
  const survives = (pattern: string) => {
    try {
      findings(pattern);
    } catch (error) {
      if (!(error instanceof PatternSyntaxError)) throw error;
      assert.ok(error.place.line >= 1 && error.place.column >= 1 && error.message.length < 300);
    }
  };

  it('takes any text without failing otherwise than by a syntax error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), survives), { numRuns: 400, seed: givenSeed() });
    const random = seeded(givenSeed());
    for (let i = 0; i < 800; i++)
      survives(Array.from({ length: random.below(30) }, () => random.one(WORDS.split(' '))).join(random.one([' ', '', '\n'])));
  });

  it('looks at each token once', () => {
    const many = (part: string, times: number) => part.repeat(times);
    for (const pattern of [
      `[${many('file:size = 1 OR ', 15_000)}file:size = 2]`,
      `[${many("file:name = 'a' AND directory:path = 'b' AND ", 6_000)}file:size = 2]`,
      `[${Array.from({ length: 12_000 }, (_, i) => `a${i}:b = 1`).join(' OR ')}]`,
      many('[file:size = 1] FOLLOWEDBY ', 12_000),
      `[file:size = 1]${many(' WITHIN 1 SECONDS', 20_000)}`,
      `[file:a${many('.a', 150_000)} = 1]`,
      `[file:name = '${many("\\'", 500_000)}']`,
      `[file:size = ${many('1', 1_000_000)}]`,
      many('/*', 500_000),
      many('\n', 1_000_000),
      many('(', 1_000_000),
      `[file:name MATCHES '${many('(a+)+', 800)}']`,
      `[file:size IN (${many('1,', 100_000)}1)]`,
    ])
      survives(pattern);
  });
});
