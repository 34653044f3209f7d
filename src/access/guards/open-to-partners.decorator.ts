/** Opens a route to the tokens of partners, which every other door refuses. */
import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const OPEN_TO_PARTNERS = 'access:partners';
export const OpenToPartners = (): CustomDecorator => SetMetadata(OPEN_TO_PARTNERS, true);
