/** Observables as analysts paste them, and the one spelling that equal ones share. */
import assert from 'node:assert/strict';
import type { ObservableType } from '../../../src/infrastructure/infrastructure.events.js';
import { canonicalValue, exampleOf } from '../../../src/infrastructure/observable.measure.js';

const SPELT: readonly (readonly [ObservableType, string, string])[] = [
  ['domain-name', 'EVIL.Example', 'evil.example'],
  ['domain-name', ' evil[.]example. ', 'evil.example'],
  ['domain-name', 'evil(dot)example', 'evil.example'],
  ['domain-name', 'bücher.example', 'xn--bcher-kva.example'],
  ['domain-name', '_dmarc.evil.example', '_dmarc.evil.example'],
  ['ipv4-addr', '192[.]0[.]2[.]1', '192.0.2.1'],
  ['ipv4-addr', '192.0.2.1/32', '192.0.2.1'],
  ['ipv4-addr', '192.0.2.0/24', '192.0.2.0/24'],
  ['ipv6-addr', '2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['ipv6-addr', '2001[:]db8::/32', '2001:db8::/32'],
  ['url', 'hxxp://evil[.]com', 'http://evil.com/'],
  ['url', 'hXXps[://]Evil[.]com:443/Login?x=1#A', 'https://evil.com/Login?x=1#A'],
  ['url', 'tcp://EVIL.example:4444', 'tcp://evil.example:4444'],
  ['url', 'http://[2001:DB8::1]/a', 'http://[2001:db8::1]/a'],
  ['email-addr', 'Some.One[@]EVIL[.]example', 'Some.One@evil.example'],
  ['mac-addr', '00-00-5E-00-53-01', '00:00:5e:00:53:01'],
  ['autonomous-system', 'as64496', 'AS64496'],
  ['autonomous-system', '64496', 'AS64496'],
  ['file-md5', 'D41D8CD98F00B204E9800998ECF8427E', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['file-sha256', 'AB'.repeat(32), 'ab'.repeat(32)],
];

const RUBBISH: readonly (readonly [ObservableType, string])[] = [
  ['domain-name', 'localhost'],
  ['domain-name', '192.0.2.1'],
  ['domain-name', 'evil.example/path'],
  ['domain-name', 'some one.example'],
  ['domain-name', `${'a'.repeat(64)}.example`],
  ['ipv4-addr', '192.0.2.256'],
  ['ipv4-addr', '192.0.2'],
  ['ipv4-addr', '192.0.02.1'],
  ['ipv4-addr', '192.0.2.0/33'],
  ['ipv6-addr', '2001:db8::1::2'],
  ['ipv6-addr', '192.0.2.1'],
  ['ipv6-addr', '2001:db8::/129'],
  ['url', 'evil.example'],
  ['url', 'javascript:alert(1)'],
  ['url', 'javascript://evil.example/%0aalert(1)'],
  ['url', 'http://'],
  ['email-addr', 'nobody'],
  ['email-addr', '.a@evil.example'],
  ['mac-addr', '00:00:5e:00:53'],
  ['autonomous-system', 'AS4294967296'],
  ['file-sha256', 'ab'.repeat(20)],
  ['file-md5', 'zz'.repeat(16)],
];

describe('an observable', () => {
  for (const [type, given, spelt] of SPELT)
    it(`${type} ${given} is ${spelt}`, () => {
      assert.equal(canonicalValue(type, given), spelt);
      assert.equal(canonicalValue(type, spelt), spelt, 'and stays so');
    });
  for (const [type, given] of RUBBISH)
    it(`${given} is no ${type}`, () => {
      assert.equal(canonicalValue(type, given), undefined);
      assert.ok(exampleOf(type).length > 0);
    });
});
