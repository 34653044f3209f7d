/** The part of the policy on documents for an audience: whether all who may see the one may see the other. Pure. */
import { type Protection, secrecyRank, tlpRank } from './marking.js';

/** Organisations outside of which nobody may see it; undefined: the whole tenant may. */
const organisationsOf = ({ ownerOrganisation, marking: { tlp, organisations } }: Protection): readonly string[] | undefined => {
  if (tlp === 'AMBER+STRICT') return [ownerOrganisation];
  return organisations.length === 0 ? undefined : [ownerOrganisation, ...organisations];
};

const within = <T>(inner: readonly T[] | undefined, outer: readonly T[] | undefined): boolean =>
  outer === undefined || (inner !== undefined && inner.every((one) => outer.includes(one)));
const limited = (list: readonly string[]): readonly string[] | undefined => (list.length === 0 ? undefined : list);

/** @returns whether everybody who may see a record under `audience` may see one under `protection` too. */
export const covers = (audience: Protection, protection: Protection): boolean => {
  const [outer, inner] = [audience.marking, protection.marking];
  return (
    audience.tenantId === protection.tenantId &&
    secrecyRank(outer.secrecyLevel) >= secrecyRank(inner.secrecyLevel) &&
    within(organisationsOf(audience), organisationsOf(protection)) &&
    (inner.tlp !== 'RED' || (outer.tlp === 'RED' && within(outer.recipients, inner.recipients))) &&
    within(inner.notReleasableTo, outer.notReleasableTo) &&
    within(limited(outer.releasableTo), limited(inner.releasableTo))
  );
};

/** @returns whether an audience outside of the tenant may be told of it: of no stricter TLP than its own, whoever in the tenant may see it. */
export const coversOutside = (audience: Protection, protection: Protection): boolean =>
  covers(audience, protection) && tlpRank(protection.marking.tlp) <= tlpRank(audience.marking.tlp);
