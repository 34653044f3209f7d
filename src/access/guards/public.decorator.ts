/** Opens a route or resolver to callers without a token; everything else is guarded. */
import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'access:public';
export const Public = (): CustomDecorator => SetMetadata(IS_PUBLIC, true);
