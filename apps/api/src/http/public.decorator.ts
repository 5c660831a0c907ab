import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'miaw:public';

/** The routes of this controller or handler need no API key. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC, true);
