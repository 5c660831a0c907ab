import { InstanceParams } from '../../common/instance.params.dto.js';
import { Pattern } from '../../http/fields.js';
import { DeliveryId } from './delivery.query.dto.js';

const ENDPOINT_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** What follows `/api/v1/webhooks` in paths of the global `default` endpoint. */
const TAKEN = ['deliveries', 'pause', 'replay', 'resume', 'status'];

/** The name of an endpoint that a path holds. */
function PathEndpointName(): PropertyDecorator {
  return Pattern(ENDPOINT_NAME, 'must be 1 to 64 letters, digits, - or _, and begin with a letter or digit', {
    description: 'Name of the endpoint.',
    example: 'crm',
  });
}

/** The name of a new endpoint. */
export function EndpointName(): PropertyDecorator {
  return Pattern(ENDPOINT_NAME, 'must be 1 to 64 letters, digits, - or _, and begin with a letter or digit', {
    description: `Name of your choice: 1 to 64 letters, digits, \`-\` or \`_\`, beginning with a letter or digit, but none of ${TAKEN.join(', ')}. It cannot be changed.`,
    example: 'crm',
    judge: (value) =>
      typeof value === 'string' && TAKEN.includes(value)
        ? `must not be ${TAKEN.join(', ')}, which mean something else in paths`
        : undefined,
  });
}

/** An endpoint of an instance that a path names. */
export class EndpointParams extends InstanceParams {
  @PathEndpointName()
  endpointName: string;
}

/** A global endpoint that a path names. */
export class GlobalEndpointParams {
  @PathEndpointName()
  endpointName: string;
}

/** A delivery to an endpoint of an instance. */
export class EndpointDeliveryParams extends EndpointParams {
  @DeliveryId()
  deliveryId: string;
}

/** A delivery to a global endpoint. */
export class GlobalEndpointDeliveryParams extends GlobalEndpointParams {
  @DeliveryId()
  deliveryId: string;
}
