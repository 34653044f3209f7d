/** How a search is read, and which words stand for an identifier. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identifierKey, identifiersIn, keysOf, parseSearch } from '../../../src/search/search-text.measure.js';

describe('reading a search', () => {
  it('wants every word, the last one perhaps only begun', () =>
    assert.equal(parseSearch('loader ret').wanted, "('loader' & 'ret':*)"));
  it('takes the last word as it is when a blank follows', () => assert.equal(parseSearch('loader ').wanted, "('loader')"));
  it('keeps phrases together, closed or not', () => {
    assert.equal(parseSearch('"second stage" loader ').wanted, "('second stage' & 'loader')");
    assert.equal(parseSearch('"second stage').wanted, "('second stage')");
  });
  it('knows alternatives and what must not be', () => {
    const { wanted, unwanted } = parseSearch('mail OR phishing -spam -"old news"');
    assert.equal(wanted, "('mail') | ('phishing')");
    assert.equal(unwanted, "'spam' | 'old news'");
  });
  it('looks for an identifier whole as well as by its words', () =>
    assert.equal(parseSearch('T1566.001 x ').wanted, `(('T1566.001' | '${identifierKey('t1566.001')}') & 'x')`));
  it('wants nothing where there is no word', () => {
    for (const text of ['!!!', '<-> & |', '-x', 'or OR', '"" \'\'', '💣']) assert.equal(parseSearch(text).wanted, '', text);
  });
  it('takes up to three words to be spelt otherwise, the longest first', () =>
    assert.deepEqual(parseSearch('the ransomwear of hospitls -nurses Hosts "in another town"').fuzzy, [
      'ransomwear',
      'hospitls',
      'Hosts',
    ]));
});

describe('identifiers', () => {
  it('are found in texts', () =>
    assert.deepEqual(identifiersIn('See CVE-2024-1234, T1566.001 and report--84e4d88f-44ea; not e.g. well-known.'), [
      'cve-2024-1234',
      't1566.001',
      'report--84e4d88f-44ea',
    ]));
  it('bring a technique with its sub-technique', () =>
    assert.equal(keysOf(['T1566.001']), `${identifierKey('t1566.001')} ${identifierKey('t1566')}`));
  it('have keys of letters and digits only, each its own', () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (a, b) => {
        assert.match(identifierKey(a), /^[a-z0-9]+0$/);
        assert.equal(identifierKey(a) === identifierKey(b), a.toLowerCase() === b.toLowerCase());
      }),
    ));
});
