/** Content negotiation of TAXII (TAXII 2.1 §1.6.8.1). */
import { NotAcceptableException, UnsupportedMediaTypeException } from '@nestjs/common';
import { TAXII_MEDIA_TYPE } from '../taxii-resources.js';

/** A media range with its parameters; `undefined` for what is none. */
const parse = (range: string): { readonly type: string; readonly parameters: ReadonlyMap<string, string> } => {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  return {
    type,
    parameters: new Map(
      parameters.map((parameter) => {
        const [name = '', value = ''] = parameter.split('=').map((part) => part.trim());
        return [name, value.replace(/^"(.*)"$/, '$1')];
      }),
    ),
  };
};

/** Without a version it is the newest that there is. */
const isTaxii21 = (range: string): boolean => {
  const { type, parameters } = parse(range);
  const version = parameters.get('version');
  return (
    type === 'application/taxii+json' &&
    (version === undefined || version === '2.1') &&
    !/^0(?:\.0*)?$/.test(parameters.get('q') ?? '1')
  );
};

/** @throws NotAcceptableException for an Accept header that does not name TAXII 2.1. */
export const requireAccept = (accept: string | undefined): void => {
  if (!(accept ?? '').split(',').some(isTaxii21))
    throw new NotAcceptableException(`Answers are ${TAXII_MEDIA_TYPE}; name it in the header Accept.`);
};

/** @throws UnsupportedMediaTypeException for a body that is not said to be of TAXII 2.1. */
export const requireContentType = (contentType: string | undefined): void => {
  if (!isTaxii21(contentType ?? ''))
    throw new UnsupportedMediaTypeException(`Send ${TAXII_MEDIA_TYPE}, and say so in the header Content-Type.`);
};
